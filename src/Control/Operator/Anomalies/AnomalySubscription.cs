using Google.Protobuf.WellKnownTypes;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Operator.Anomalies;

/// <summary>One subscription over as many connections as it takes: remembers where it stands, and fetches what it missed.</summary>
/// <param name="context">The instance.</param>
/// <param name="request">What is wanted; not changed.</param>
/// <param name="output">Where it goes.</param>
/// <param name="limit">Ends after so many anomalies; null without a limit.</param>
internal sealed class AnomalySubscription(OperatorContext context, SubscribeAnomaliesRequest request, IAnomalyOutput output, int? limit)
{
    private readonly DateTimeOffset _began = context.Now;
    private int _connections;

    /// <summary>Where to go on; empty while no event has said so.</summary>
    public string Token { get; private set; } = request.ResumeToken;

    /// <summary>Anomalies that came.</summary>
    public long Count { get; private set; }

    /// <summary>Goes on over lost connections until <paramref name="end"/> or the limit.</summary>
    public Task FollowAsync(CancellationToken end) =>
        new StreamLoop(context, output.Note, context.Client.Timeout).RunAsync(options => context.Client.Service.SubscribeAnomalies(Next(), options), message => TakeAsync(message, end), end);

    /// <summary>Reads on to the given token; over one connection, since somebody waits for the end.</summary>
    public async Task ReadUntilAsync(string until, CancellationToken end)
    {
        var bounded = request.Clone();
        bounded.UntilToken = until;
        await ReadAsync(bounded, end);
    }

    // Before the first token there is nothing to repeat: what came while nobody listened is what came since the start.
    private SubscribeAnomaliesRequest Next()
    {
        var next = request.Clone();
        if (Token.Length > 0)
        {
            next.ResumeToken = Token;
            next.Since = null;
        }
        else if (_connections++ > 0)
        {
            next.Since ??= _began.ToTimestamp();
        }

        return next;
    }

    private async Task<bool> TakeAsync(SubscribeAnomaliesResponse message, CancellationToken end)
    {
        switch (message.EventCase)
        {
            case SubscribeAnomaliesResponse.EventOneofCase.Anomaly:
                Count++;
                output.Anomaly(message.Anomaly);
                Stand(message.Anomaly.ResumeToken);
                return Count < (limit ?? long.MaxValue);
            case SubscribeAnomaliesResponse.EventOneofCase.Gap:
                output.Gap(message.Gap);
                return await FetchAsync(message.Gap, end);
            case SubscribeAnomaliesResponse.EventOneofCase.Heartbeat:
                output.Heartbeat(message.Heartbeat);
                Stand(message.Heartbeat.ResumeToken);
                return true;
            default:
                // A later version says more; what this one does not know it need not show.
                return true;
        }
    }

    // In its place, before what comes after it. When this breaks off, the next connection starts within the gap.
    private async Task<bool> FetchAsync(Gap gap, CancellationToken end)
    {
        if (AnomalyLines.CanBeFetched(gap))
        {
            Stand(gap.FromToken);
            var missed = request.Clone();
            (missed.ResumeToken, missed.UntilToken, missed.Since) = (gap.FromToken, gap.UntilToken, null);
            if (!await ReadAsync(missed, end))
            {
                return false;
            }
        }

        Stand(gap.UntilToken);
        return true;
    }

    private async Task<bool> ReadAsync(SubscribeAnomaliesRequest wanted, CancellationToken end)
    {
        using var call = context.Client.Service.SubscribeAnomalies(wanted, context.Client.Streaming(end));
        await foreach (var message in call.ResponseStream.ReadAllAsync(end))
        {
            if (!await TakeAsync(message, end))
            {
                return false;
            }
        }

        return true;
    }

    private void Stand(string token)
    {
        if (token.Length > 0)
        {
            Token = token;
        }
    }
}
