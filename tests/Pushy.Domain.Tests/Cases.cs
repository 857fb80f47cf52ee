namespace Pushy.Domain.Tests;

/// <summary>The cases of a closed set, by reflection: so a list of them in a test can't miss one.</summary>
internal static class Cases
{
    public static IEnumerable<Type> Of<T>() => typeof(T).GetNestedTypes().Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract).OrderBy(type => type.Name);

    public static void AreAllIn<T>(IEnumerable<T> list) where T : notnull =>
        Assert.Equal(Of<T>(), list.Select(one => one.GetType()).Distinct().OrderBy(type => type.Name));
}
