using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Admin;

/// <summary>What a command works with: the directory, and where to say what.</summary>
internal sealed class AdminSession
{
    public AdminSession(Database database, TextWriter output, TextWriter error)
    {
        var transaction = new DirectoryTransaction(database, new DirectoryVersion());
        Transaction = transaction;
        Directory = new DirectoryAdmin(transaction, TimeProvider.System);
        Removal = new DirectoryRemoval(transaction);
        Members = new GroupMembers(transaction, TimeProvider.System);
        Keys = new KeyStore(database, transaction, TimeProvider.System);
        Superusers = new Superusers(Directory, transaction, TimeProvider.System);
        Lists = new DirectoryLists(database);
        Database = database;
        Embedded = new EmbeddedDirectory(database);
        (Output, Error) = (output, error);
    }

    /// <summary>The storage that the command works on.</summary>
    public Database Database { get; }

    public DirectoryTransaction Transaction { get; }

    /// <summary>Where entries are made.</summary>
    public DirectoryAdmin Directory { get; }

    public DirectoryRemoval Removal { get; }

    public GroupMembers Members { get; }

    public KeyStore Keys { get; }

    public Superusers Superusers { get; }

    public DirectoryLists Lists { get; }

    public EmbeddedDirectory Embedded { get; }

    /// <summary>For what the command makes or lists: a key, a token, names.</summary>
    public TextWriter Output { get; }

    /// <summary>For people.</summary>
    public TextWriter Error { get; }

    /// <summary>Tells that it is done.</summary>
    public async Task<AdminRefusal?> Say(string text)
    {
        await Error.WriteLineAsync(text);
        return null;
    }

    /// <summary>Writes a list, one a line.</summary>
    public async Task<AdminRefusal?> Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            await Output.WriteLineAsync(line);
        return null;
    }

    /// <summary>Does something in an organization, if there is one of that name.</summary>
    public async Task<AdminRefusal?> In(string organization, Func<Organization, Task<AdminRefusal?>> act, CancellationToken ct) =>
        await Embedded.FindOrganization(organization, ct) is { } found ? await act(found) : AdminRefusal.NoOrganization(organization);
}
