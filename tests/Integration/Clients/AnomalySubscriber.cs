using GridFlow.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace GridFlow.Integration.Clients;

/// <summary>A subscriber that keeps its token, as docs/anomaly-stream.md tells clients to.</summary>
internal sealed class AnomalySubscriber
{
    /// <summary>Where the anomalies stand that it got, in the order in which it got them.</summary>
    public List<(int Partition, long Offset)> Seen { get; } = [];

    public List<Gap> Gaps { get; } = [];

    /// <summary>The last one that came.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Opens a stream from its token on, reads for a while, and is gone.</summary>
    /// <param name="channel">The instance.</param>
    /// <param name="isEnough">Asked after every message.</param>
    /// <param name="change">Changes the request.</param>
    public async Task ReadAsync(GrpcChannel channel, Func<SubscribeAnomaliesResponse, bool> isEnough, Action<SubscribeAnomaliesRequest>? change = null)
    {
        var request = new SubscribeAnomaliesRequest { ResumeToken = Token };
        change?.Invoke(request);
        using var call = new PipelineControl.PipelineControlClient(channel).SubscribeAnomalies(request, cancellationToken: TestContext.Current.CancellationToken);
        await ReadAsync(call, isEnough);
    }

    /// <summary>Reads an open stream.</summary>
    public async Task ReadAsync(AsyncServerStreamingCall<SubscribeAnomaliesResponse> call, Func<SubscribeAnomaliesResponse, bool> isEnough)
    {
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            var next = call.ResponseStream.Current;
            Note(next);
            if (isEnough(next))
            {
                return;
            }
        }
    }

    /// <summary>Fetches by their tokens what its gaps hold; gaps within that, too.</summary>
    public async Task<IReadOnlyList<(int Partition, long Offset)>> FetchGapsAsync(GrpcChannel channel)
    {
        var fetched = new List<(int, long)>();
        for (var open = new Queue<Gap>(Gaps); open.TryDequeue(out var gap);)
        {
            Assert.False(gap.Lost, "what is lost cannot be fetched");
            var rest = new AnomalySubscriber();
            await rest.ReadAsync(channel, _ => false, request => (request.ResumeToken, request.UntilToken) = (gap.FromToken, gap.UntilToken));
            fetched.AddRange(rest.Seen);
            rest.Gaps.ForEach(open.Enqueue);
        }

        return fetched;
    }

    private void Note(SubscribeAnomaliesResponse next)
    {
        if (next.Anomaly is { } anomaly)
        {
            Seen.Add((anomaly.AnomalyPartition, anomaly.AnomalyOffset));
        }
        else if (next.Gap is { } gap)
        {
            Gaps.Add(gap);
        }

        var token = next.Anomaly?.ResumeToken ?? next.Heartbeat?.ResumeToken ?? next.Gap.UntilToken;
        Token = token.Length > 0 ? token : Token;
    }
}
