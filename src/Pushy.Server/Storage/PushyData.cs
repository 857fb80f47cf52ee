using LinqToDB;
using LinqToDB.Data;

namespace Pushy.Server.Storage;

/// <summary>One connection, and the tables.</summary>
public sealed class PushyData(DataOptions options) : DataConnection(options)
{
    public ITable<OrganizationRow> Organizations => this.GetTable<OrganizationRow>();

    public ITable<UserRow> Users => this.GetTable<UserRow>();

    public ITable<OrganizationUserRow> OrganizationUsers => this.GetTable<OrganizationUserRow>();

    public ITable<UserKeyRow> UserKeys => this.GetTable<UserKeyRow>();

    public ITable<ClientRow> Clients => this.GetTable<ClientRow>();

    public ITable<ClientKeyRow> ClientKeys => this.GetTable<ClientKeyRow>();

    public ITable<GroupRow> Groups => this.GetTable<GroupRow>();

    public ITable<GroupMemberRow> GroupMembers => this.GetTable<GroupMemberRow>();

    public ITable<GroupMemberIdRow> GroupMemberIds => this.GetTable<GroupMemberIdRow>();

    public ITable<TokenRow> Tokens => this.GetTable<TokenRow>();

    public ITable<TokenUseRow> TokenUses => this.GetTable<TokenUseRow>();

    public ITable<JoinTokenRow> JoinTokens => this.GetTable<JoinTokenRow>();

    public ITable<GroupRuleRow> GroupRules => this.GetTable<GroupRuleRow>();

    public ITable<AuditRow> Audit => this.GetTable<AuditRow>();

    public ITable<ServerKeyRow> ServerKeys => this.GetTable<ServerKeyRow>();

    public ITable<IdempotencyKeyRow> IdempotencyKeys => this.GetTable<IdempotencyKeyRow>();

    public ITable<WebSessionRow> WebSessions => this.GetTable<WebSessionRow>();

    public ITable<WebLinkRow> WebLinks => this.GetTable<WebLinkRow>();

    public ITable<ClusterRow> Cluster => this.GetTable<ClusterRow>();

    public ITable<ClusterHostRow> ClusterHosts => this.GetTable<ClusterHostRow>();

    public ITable<NodeLinkRow> NodeLinks => this.GetTable<NodeLinkRow>();

    public ITable<NodeRefusalRow> NodeRefusals => this.GetTable<NodeRefusalRow>();

    public ITable<HostStartRow> HostStarts => this.GetTable<HostStartRow>();
}
