using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Xunit.Abstractions;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>
/// Thousands of histories in which messages, links, agents and servers fail. <c>PUSHY_SIM_SEED=n</c> replays one and prints all that happened;
/// <c>PUSHY_SIM_FROM=n</c> tries others than usual.
/// </summary>
[Collection(nameof(Simulations))]
public sealed partial class SimulationTests(ITestOutputHelper output)
{
    private const int Histories = 50_000;

    [Fact]
    public void Fifty_thousand_histories_break_no_law()
    {
        if (Setting("PUSHY_SIM_SEED") is { } seed)
        {
            new History(seed, trace: output.WriteLine).Run();
            return;
        }

        var from = Setting("PUSHY_SIM_FROM") ?? 0;
        var (broken, starts, endings) = Try(from, Histories, Sabotage.None);
        Assert.True(broken is [], Kinds(broken));
        Assert.True(starts > Histories, $"the histories started only {starts} processes: they show nothing");
        Assert.Equal([nameof(NodeEnding.RunNackedWhileRunning)], Cases.Of<NodeEnding>().Select(ending => ending.Name).Except(endings));   // our agents never do that
        Assert.Equal(["Aborted", "Complete", "QuorumFailed", "TimedOut"], endings.Where(word => Enum.TryParse<JobStatus>(word, out _)).Order());
    }

    [Theory]
    [InlineData(Sabotage.AgentForgetsStarts, "twice")]
    [InlineData(Sabotage.AgentLosesItsLogAndObeys, "twice")]
    [InlineData(Sabotage.AgentForgetsOutcomes, "shown is")]
    [InlineData(Sabotage.AgentIgnoresWhichJobIsAborted, "is killed while")]
    [InlineData(Sabotage.JobAnswersBeforeTheWrite, "answered with 201")]
    [InlineData(Sabotage.JobActsBeforeTheWrite, "the journal does not have")]
    [InlineData(Sabotage.ReceiptBeforeTheWrite, "which the journal does not have")]
    [InlineData(Sabotage.JournalHasNoFence, "diverges")]
    [InlineData(Sabotage.LoserGoesOn, "diverges")]
    [InlineData(Sabotage.JobForgetsDeadlines, "is still")]
    [InlineData(Sabotage.NobodyTakesOver, "is still")]
    [InlineData(Sabotage.AbortOnce, "available again")]
    [InlineData(Sabotage.OrderOnce, "never got to run")]
    [InlineData(Sabotage.JudgesBeforeOutcomes, "shown is")]
    [InlineData(Sabotage.LinksOutliveTheirPresence, "does not come to rest")]
    [InlineData(Sabotage.NodesForgetToWatchAgain, "shown is")]
    [InlineData(Sabotage.DeadlinesByTheWallClock, "of its time")]
    internal void A_broken_rule_is_found(Sabotage sabotage, string law)
    {
        var (broken, _, _) = Try(0, Histories, sabotage, enough: law);
        Assert.Contains(broken, message => message.Contains(law, StringComparison.Ordinal));
    }

    [Fact]
    public void A_seed_replays_its_history()
    {
        Assert.Equal(Log(7), Log(7));
        Assert.NotEqual(Log(7), Log(8));

        static List<string> Log(int seed)
        {
            List<string> lines = [];
            new History(seed, trace: lines.Add).Run();
            return lines;
        }
    }

    /// <summary>How often each law was broken, with a seed to replay.</summary>
    private static string Kinds(List<string> broken) => string.Join('\n', broken
        .GroupBy(message => Particulars().Replace(message, ""))
        .OrderByDescending(kind => kind.Count())
        .Select(kind => $"{kind.Count()} × {kind.First()}"));

    [GeneratedRegex(@"[\d.:]+|\(at .*s; ")]
    private static partial Regex Particulars();

    /// <param name="enough">A law: when it is found broken, no further history is tried.</param>
    private static (List<string> Broken, int Starts, HashSet<string> Endings) Try(int from, int histories, Sabotage sabotage, string? enough = null)
    {
        ConcurrentBag<string> broken = [];
        ConcurrentDictionary<string, bool> endings = [];
        var starts = 0;
        Parallel.For(from, from + histories, (seed, loop) =>
        {
            var history = new History(seed, sabotage);
            try
            {
                history.Run();
            }
            catch (LawBroken law)
            {
                broken.Add(law.Message);
                if (enough is not null && law.Message.Contains(enough, StringComparison.Ordinal))
                    loop.Stop();
            }

            Interlocked.Add(ref starts, history.Law.Starts);
            foreach (var ending in history.Law.Endings)
                endings.TryAdd(ending, true);
        });
        return ([.. broken.Order(StringComparer.Ordinal)], starts, [.. endings.Keys]);
    }

    internal static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>They take all cores: other tests, some of which look at the clock, do not run beside them.</summary>
[CollectionDefinition(nameof(Simulations), DisableParallelization = true)]
public sealed class Simulations;
