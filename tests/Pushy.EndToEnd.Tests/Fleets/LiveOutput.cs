using System.Net;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>A node's standard output as <c>?follow=true</c> gives it, read all the time.</summary>
internal sealed class LiveOutput : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly MemoryStream _seen = new();
    private readonly Lock _gate = new();

    private LiveOutput(HttpResponseMessage answer)
    {
        _answer = answer;
        Ended = ReadAsync();
    }

    /// <summary>Completes when the stream ends; true if it ended in good order.</summary>
    public Task<bool> Ended { get; }

    public byte[] Seen
    {
        get
        {
            lock (_gate)
                return _seen.ToArray();
        }
    }

    public static async Task<LiveOutput> OpenAsync(ApiClient api, string id, string node)
    {
        var answer = await api.OpenAsync($"/jobs/{id}/output/{node}/stdout?follow=true");
        return answer.StatusCode == HttpStatusCode.OK ? new LiveOutput(answer) : throw new UnexpectedAnswerException($"{(int)answer.StatusCode} instead of 200");
    }

    public void Dispose() => _answer.Dispose();

    private async Task<bool> ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            await using var body = await _answer.Content.ReadAsStreamAsync();
            while (await body.ReadAsync(buffer) is var count and > 0)
            {
                lock (_gate)
                    _seen.Write(buffer, 0, count);
            }

            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }
}
