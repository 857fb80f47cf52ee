using System.Text;
using CsCheck;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Tests.Jobs;

public sealed class JobRequestLawsTests
{
    private static readonly byte[] Full = Encoding.UTF8.GetBytes("""
        {"command":"c\u00e9","nodes":["A","B"],"run_timeout":3.0e2,"quorum":1,"user":"u","dir":"/d","env":{"A":"1","B":"2"},"file":"base64:dGVzdA==","capture_output":true,"x":[{"y":null}]}
        """);

    private static readonly Gen<string> Text = Gen.String[Gen.Char["ab\"\\/\n é漢\u0001"], 0, 8];

    private static readonly Gen<JobRequest> Any = Requests(Gen.String[Gen.Char["ab\"\\/ é漢"], 0, 8]);

    private static Gen<JobRequest> Requests(Gen<string> commands) => Gen.Select(
        commands,
        Text.Array[1, 5],
        Gen.Int[0, int.MaxValue],
        Gen.Int[-5, 5],
        Text.Null(),
        Gen.Dictionary(Text, Text)[0, 4].Null(),
        Gen.Bool,
        (command, nodes, timeout, quorum, user, env, capture) =>
        {
            var request = new JobRequest
            {
                Command = command,
                Nodes = nodes,
                RunTimeout = timeout,
                User = user,
                Dir = user,
                Env = env,
                File = user is null ? null : "raw:" + user,
                CaptureOutput = capture,
            };
            return quorum < 0 ? request : request with { Quorum = quorum };
        });

    [Fact]
    public void What_is_written_is_read_back() => Any.Sample(request =>
    {
        var read = Assert.IsType<JobRequestResult.Accepted>(JobRequest.Read(request.Write(), maxNodes: 5)).Request;
        Assert.Equal(request.Nodes, read.Nodes);
        Assert.Equal(request.Env, read.Env);
        Assert.Equal(
            (request.Command, request.RunTimeout, request.Quorum, request.User, request.Dir, request.File, request.CaptureOutput),
            (read.Command, read.RunTimeout, read.Quorum, read.User, read.Dir, read.File, read.CaptureOutput));
    });

    [Fact]
    public void A_command_with_a_control_character_is_refused() =>
        Requests(Gen.Select(Text, Gen.OneOf<char>('\n', '\t', '\u0001', '\u007f'), Text, (before, control, after) => before + control + after)).Sample(request =>
        {
            var refused = Assert.IsType<JobRequestResult.Refused>(JobRequest.Read(request.Write(), maxNodes: 5));
            Assert.Equal(400, refused.Status);
            Assert.Contains("control character", refused.Error, StringComparison.Ordinal);
        });

    [Fact]
    public void Any_bytes_get_an_answer() => Gen.Byte.Array[0, 200].Sample(body => JobRequest.Read(body, maxNodes: 5) is JobRequestResult.Refused(400, _));

    [Fact]
    public void Any_damage_to_a_body_gets_an_answer() =>
        Gen.Select(Gen.Int[0, Full.Length - 1], Gen.Int[0, 3], Gen.OneOf(Gen.Byte, Gen.OneOf<byte>("\"\\{}[]:,0-eu "u8.ToArray()))).Array[1, 4].Sample(
            damages =>
            {
                var body = Full.ToList();
                foreach (var (at, kind, value) in damages)
                {
                    var here = Math.Min(at, body.Count - 1);
                    if (kind == 0)
                        body.Insert(here, value);
                    else if (kind == 1 && body.Count > 1)
                        body.RemoveAt(here);
                    else
                        body[here] = value;
                }

                return JobRequest.Read(body.ToArray(), maxNodes: 5) is JobRequestResult.Accepted or JobRequestResult.Refused { Status: 400, Error.Length: > 0 };
            },
            iter: 20_000);
}
