using System.Runtime.CompilerServices;
using GridFlow.Control.Services.Anomalies.Decoding;
using GridFlow.Control.Services.Anomalies.Feed;
using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>One subscriber's own way through the topic, up to given places.</summary>
internal sealed class TopicReplay(SubscriptionPlan plan, TopicShape shape, IAnomalyTopic topic, NoticeDecoder decoder, StartFinder asker) : IDisposable
{
    private const int MostSteps = 256;
    private const int MostFruitlessTries = 20;

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    private readonly ITopicCursor _cursor = topic.Open();
    private int _fruitless;

    /// <summary>Reads from one place to another.</summary>
    /// <returns>What is to be sent, and the place behind it; nothing to send again and again while it takes long.</returns>
    public async IAsyncEnumerable<(IReadOnlyList<SubscribeAnomaliesResponse> Messages, TopicPositions After)> ReadAsync(
        TopicPositions from, TopicPositions until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new RangeRun(from, until);
        var isPlaced = false;
        while (!run.IsDone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!isPlaced)
            {
                _cursor.Place(run.Places);
                isPlaced = true;
            }

            // Not to be left while it runs: the cursor is for one at a time. It takes no longer than the wait.
            var steps = await Task.Run(Read, CancellationToken.None);
            isPlaced = steps is not null;
            yield return (steps is null ? await SkipLostAsync(run, cancellationToken) : await MessagesAsync(run, steps, cancellationToken), run.Positions);
        }
    }

    public void Dispose() => _cursor.Dispose();

    /// <returns>Null when a position is no longer there.</returns>
    private IReadOnlyList<TopicStep>? Read()
    {
        try
        {
            return _cursor.Read(MostSteps, PollWait);
        }
        catch (PositionLostException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<SubscribeAnomaliesResponse>> MessagesAsync(RangeRun run, IReadOnlyList<TopicStep> steps, CancellationToken cancellationToken)
    {
        var messages = new List<SubscribeAnomaliesResponse>();
        foreach (var step in steps)
        {
            if (run.Take(step) && await decoder.DecodeAsync(step, cancellationToken) is { } notice && plan.Wants(notice))
            {
                messages.Add(AnomalyMapping.Anomaly(notice, new ResumeToken(shape.Tag, run.Positions).ToString(), step.Partition, step.Next - 1));
            }
        }

        return messages;
    }

    private async Task<IReadOnlyList<SubscribeAnomaliesResponse>> SkipLostAsync(RangeRun run, CancellationToken cancellationToken)
    {
        var before = run.Positions;
        var begin = await asker.AskAsync(token => topic.BeginAsync(shape.Partitions, token), cancellationToken);
        if (run.SkipTo(begin))
        {
            _fruitless = 0;
            return [AnomalyMapping.Gap(FeedGap.Lost(before, run.Positions), shape.Tag)];
        }

        return ++_fruitless < MostFruitlessTries
            ? []
            : throw new RpcException(new Status(StatusCode.DataLoss, $"{shape.Name} has lost committed records between {before} and its end; subscribe again without a token"));
    }
}
