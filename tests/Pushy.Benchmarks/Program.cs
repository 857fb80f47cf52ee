using System.Globalization;
using Pushy.Benchmarks.Actors;
using Pushy.Benchmarks.Domain;
using Pushy.Benchmarks.Feeds;
using Pushy.Benchmarks.Fleet;
using Pushy.Benchmarks.Hosts;
using Pushy.Benchmarks.Requests;

return args switch
{
    ["domain"] => DomainTime.Print(Console.Out),
    ["actors", .. var rest] => await JobOfManyNodes.Print(Console.Out, rest is [var nodes] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 50_000),
    ["recover", .. var rest] => await JobRecovery.Print(Console.Out, rest is [var nodes, ..] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 50_000, rest is [_, var postgresql] ? postgresql : null),
    ["fleet", .. var rest] => await ConnectedFleet.Print(Console.Out, rest is [var nodes] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 1_000),
    ["read", .. var rest] => await LargeRead.Print(Console.Out, rest is [var nodes] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 50_000),
    ["memory", .. var rest] => await IdleMemory.Print(Console.Out, rest is [var nodes] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 2_000),
    ["connect", var server, var key, var nodes] => await IdleMemory.Connect(new Uri(server), key, int.Parse(nodes, CultureInfo.InvariantCulture)),
    ["list", .. var rest] => await ListPages.Print(Console.Out, rest is [var jobs, ..] ? int.Parse(jobs, CultureInfo.InvariantCulture) : 100_000, rest is [_, var postgresql] ? postgresql : null),
    ["requests", .. var rest] => await Throughput.Print(Console.Out, rest is [var postgresql] ? postgresql : null),
    ["wire", .. var rest] => await WireTime.Print(Console.Out, rest is [var nodes] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 50_000),
    ["removal", .. var rest] => await Removal.Print(Console.Out, rest is [var jobs, ..] ? int.Parse(jobs, CultureInfo.InvariantCulture) : 10_000, rest is [_, var postgresql] ? postgresql : null),
    ["feeds"] => await FeedDelay.Print(Console.Out),
    ["latency", var agent] when !OperatingSystem.IsWindows() => await PostToProcess.Print(Console.Out, agent),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Pushy.Benchmarks -- domain | actors [NODES] | recover [NODES [POSTGRESQL]] | fleet [NODES] | read [NODES] | memory [NODES] | requests [POSTGRESQL] | list [JOBS [POSTGRESQL]] | removal [JOBS [POSTGRESQL]] | feeds | wire [NODES] | latency AGENT");
    return 2;
}
