namespace Pushy.Domain.Diagnosis;

/// <summary>Why a node was not let in when it wanted to connect. Names are the storage format.</summary>
public enum LinkRefusal
{
    /// <summary>Its clock differs too much from the server's.</summary>
    Clock,

    /// <summary>The organization has nobody of the name that signed.</summary>
    UnknownName,

    /// <summary>Signed with a key that is not the node's, or is not valid any more.</summary>
    BadSignature,

    /// <summary>Signed by somebody else than the node.</summary>
    OtherName,

    /// <summary>Too many sign-ins from its address failed, or too many requests came.</summary>
    TooManyFailures,

    /// <summary>The host had as many links as it takes.</summary>
    ServerFull,

    /// <summary>Its request was signed rightly, but who sent it could not prove to have the key.</summary>
    BadProof,

    /// <summary>Its agent is of before links were proven, and none such may come from there.</summary>
    Unproven,

    /// <summary>Another agent was connected as that node, and answered: two machines have one key.</summary>
    NodeInUse,

    /// <summary>Something in its headers was no value that it could be.</summary>
    Other,
}
