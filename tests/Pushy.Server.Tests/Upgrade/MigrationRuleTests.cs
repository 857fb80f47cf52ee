using System.Reflection;
using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Storage;

namespace Pushy.Server.Tests.Upgrade;

/// <summary>
/// During a rolling upgrade servers of the last release work on the new schema. So what was migrated since may only add what they need not know of.
/// docs/decisions/0116.
/// </summary>
public sealed class MigrationRuleTests
{
    private static IEnumerable<Type> Migrations => typeof(Schema).Assembly.GetTypes().Where(type => type.GetCustomAttribute<MigrationAttribute>() is not null);

    [Fact]
    public void Migrations_since_the_last_release_only_add() => Assert.Empty(
        Migrations.Where(type => VersionOf(type) > Schema.Released).SelectMany(type => Of(type).Where(step => !OnlyAdds(step)).Select(step => $"{type.Name}: {step}")));

    [Fact]
    public void One_that_takes_away_would_be_seen() =>
        Assert.Contains(Of(typeof(Server.Storage.Migrations.M0050OutputParts)), step => !OnlyAdds(step));

    [Fact]
    public void No_two_migrations_have_one_number() => Assert.Equal(Migrations.Count(), Migrations.Select(VersionOf).Distinct().Count());

    private static long VersionOf(Type migration) => migration.GetCustomAttribute<MigrationAttribute>()!.Version;

    private static ICollection<IMigrationExpression> Of(Type migration)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var context = new MigrationContext(null, services, "");
        ((IMigration)Activator.CreateInstance(migration)!).GetUpExpressions(context);
        return context.Expressions;
    }

    /// <summary>A column is written by servers that do not know it only if it may be left out.</summary>
    private static bool OnlyAdds(IMigrationExpression step) => step switch
    {
        CreateTableExpression => true,
        CreateIndexExpression { Index.IsUnique: false } => true,
        CreateColumnExpression { Column: var column } => column.IsNullable == true || column.DefaultValue is not ColumnDefinition.UndefinedDefaultValue,
        ExecuteSqlStatementExpression { SqlStatement: var sql } => sql.StartsWith("create index ", StringComparison.Ordinal) || sql.StartsWith("insert into ", StringComparison.Ordinal),
        _ => false,
    };
}
