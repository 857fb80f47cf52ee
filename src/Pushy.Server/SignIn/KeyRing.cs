using System.Diagnostics.CodeAnalysis;
using Pushy.Contracts.Signing;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;

namespace Pushy.Server.SignIn;

/// <summary>
/// Keys ready to check with, by their text, for reading one takes longer than checking. Nothing here says that a key is anybody's or
/// still good: that is the directory's word. Dropped keys are left to the garbage collector, for a request may still be using one.
/// </summary>
public sealed class KeyRing(SignInOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly BoundedCache<string, VerifyingKey> _keys = new(options.CacheEntries, Lifetime, clock);

    /// <summary>False for a text that is no usable key.</summary>
    public bool TryGet(string pem, [NotNullWhen(true)] out VerifyingKey? key)
    {
        if (_keys.TryGet(pem, out key))
            return true;
        if (!VerifyingKey.TryRead(pem, out key, out _))
            return false;
        _keys.Remember(pem, key, _keys.AsOf);
        return true;
    }
}
