using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;

namespace Pushy.Domain.Tests.Permissions;

public sealed class JobSightTests
{
    private static readonly SightRules Strict = new(NodesReadAllJobs: false, ReadersSeeEnv: false);
    private static readonly SightRules Old = new(NodesReadAllJobs: true, ReadersSeeEnv: true);
    private static readonly JobStarter Alice = new("alice", "user-1");
    private static readonly JobViewer Bob = new("bob", "user-2");
    private static readonly JobViewer Web1 = new("web1", "client-3") { Node = new NodeName("web1") };

    [Fact]
    public void Who_started_a_job_and_who_administers_see_all_of_it()
    {
        Assert.Equal(JobSight.All, Of(new JobViewer("alice", "user-1")));
        Assert.Equal(JobSight.All, Of(Bob with { IsAdmin = true }));
        Assert.Equal(JobSight.All, Of(Web1 with { IsAdmin = true }));
    }

    [Theory]
    [InlineData("alice", "user-9")]     // made anew under that name
    [InlineData("alice", "client-1")]   // a client of that name
    [InlineData("Alice", "user-1")]
    public void Who_only_bears_the_starters_name_did_not_start_it(string name, string id) => Assert.Equal(JobSight.Shape, Of(new JobViewer(name, id)));

    [Fact]
    public void Of_a_job_whose_starter_was_kept_by_name_alone_the_name_decides_but_a_node_chose_its_own()
    {
        var starter = new JobStarter("alice", null);
        Assert.Equal(JobSight.All, Strict.Of(new JobViewer("alice", "user-9"), starter, _ => false));
        Assert.Equal(JobSight.Nothing, Strict.Of(new JobViewer("alice", "client-9") { Node = new NodeName("alice") }, starter, _ => false));
    }

    [Fact]
    public void Other_readers_see_its_shape() => Assert.Equal(JobSight.Shape, Of(Bob));

    [Fact]
    public void A_node_sees_its_own_part_of_its_own_jobs_and_no_others()
    {
        Assert.Equal(JobSight.OwnPart, Of(Web1, "web1", "web2"));
        Assert.Equal(JobSight.Nothing, Of(Web1, "web2"));
        Assert.Equal(new NodeName("web1"), Strict.OnlyNodeOf(Web1));
    }

    [Fact]
    public void A_node_that_a_group_of_readers_has_is_a_reader()
    {
        Assert.Equal(JobSight.Shape, Of(Web1 with { IsListed = true }, "web2"));
        Assert.Null(Strict.OnlyNodeOf(Web1 with { IsListed = true }));
    }

    [Fact]
    public void A_node_that_started_a_job_sees_all_of_it() => Assert.Equal(JobSight.All, Strict.Of(Web1, new JobStarter("web1", "client-3"), _ => false));

    [Fact]
    public void Settings_bring_the_old_way_back()
    {
        Assert.Equal(JobSight.All, Old.Of(Bob, Alice, _ => false));
        Assert.Equal(JobSight.All, Old.Of(Web1, Alice, _ => false));
        Assert.Equal(JobSight.Shape, (Old with { ReadersSeeEnv = false }).Of(Web1, Alice, _ => false));
        Assert.Equal(JobSight.OwnPart, (Old with { NodesReadAllJobs = false }).Of(Web1, Alice, _ => true));
    }

    [Fact]
    public void A_jobs_nodes_are_asked_for_one_name_at_most_whoever_looks()
    {
        foreach (var viewer in new[] { Bob, Web1, Web1 with { IsListed = true }, Bob with { IsAdmin = true } })
        {
            var asked = 0;
            Strict.Of(viewer, Alice, _ => ++asked > 0);
            Assert.InRange(asked, 0, 1);
        }
    }

    private static JobSight Of(JobViewer viewer, params string[] nodes) => Strict.Of(viewer, Alice, node => nodes.Contains(node.Value));
}
