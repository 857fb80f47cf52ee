using System.Globalization;
using Pushy.Benchmarks.Actors;
using Pushy.Benchmarks.Domain;

return args switch
{
    ["domain"] => DomainTime.Print(Console.Out),
    ["actors", .. var rest] => await JobOfManyNodes.Print(Console.Out, rest is [var nodes] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 50_000),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Pushy.Benchmarks -- domain | actors [NODES]");
    return 2;
}
