using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Storage;

public sealed class OutputPartsTests
{
    [Fact]
    public async Task Output_that_was_stored_whole_is_taken_over_in_parts()
    {
        await using var server = await TestServer.Start();
        var database = server.Services.GetRequiredService<Database>();
        var job = new JobId(new string('a', 32));
        await using (var db = database.Open())
        {
            foreach (var sql in new[]
            {
                "drop table job_output_streams", "drop table job_output_parts", "delete from VersionInfo where Version = 50",
                "create table job_output (job_id text, node text, stream text, content blob, truncated integer)",
                $"insert into job_output values ('{job.Value}', 'web1', 'stdout', x'00ff41', 1), ('{job.Value}', 'web1', 'stderr', x'', 0)",
            })
                await db.ExecuteAsync(sql);
        }

        await Schema.Migrate(server.Services.GetRequiredService<ServerOptions>().Storage, database, default);

        var outputs = server.Services.GetRequiredService<OutputStore>();
        Assert.Equal(new StoredOutput(3, 0, Truncated: true, IsWhole: true), await outputs.Find(job, new NodeName("web1"), OutputStream.Stdout, default));
        Assert.Equal([[0, 0xff, 0x41]], await outputs.Read(job, new NodeName("web1"), OutputStream.Stdout, 0, default));
        Assert.Equal(new StoredOutput(0, 0, Truncated: false, IsWhole: true), await outputs.Find(job, new NodeName("web1"), OutputStream.Stderr, default));
    }
}
