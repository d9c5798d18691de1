using Confluent.Kafka;
using GridFlow.Control.Services.Anomalies.Decoding;
using GridFlow.Control.Services.Anomalies.Topic;
using Grpc.Core;

namespace GridFlow.Control.Services.Anomalies.Feed;

/// <summary>The one reader of the topic's live end: begins with the first subscriber, and rests some time after the last has gone.</summary>
/// <remarks>One thread of its own reads, decodes and offers; nothing in the pipeline waits for it, and it waits for no subscriber.</remarks>
internal sealed class AnomalyTail(IAnomalyTopic topic, NoticeDecoder decoder, AnomalyFeed feed, TimeProvider time) : IDisposable
{
    private const int MostSteps = 500;

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private int _attached;
    private long _idleSince;
    private Task? _running;
    private Task<TopicShape>? _look;
    private long _lookedAt;

    /// <summary>Keeps it reading until disposed.</summary>
    public IDisposable Attach()
    {
        lock (_lock)
        {
            _attached++;
            _running ??= Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return new Attachment(this);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _running?.Wait(EndPatience);
        _stop.Dispose();
    }

    private void Run()
    {
        while (FollowUntilTrouble())
        {
        }
    }

    /// <returns>False when it is time to rest.</returns>
    private bool FollowUntilTrouble()
    {
        try
        {
            return Follow();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is TopicUnavailableException or KafkaException)
        {
            // It goes on from the feed's place, so nobody misses anything but time.
            _stop.Token.WaitHandle.WaitOne(RetryPause);
            return !IsTimeToRest();
        }
        catch (Exception e)
        {
            // A defect. Who reads is told, and the next subscriber has it tried again.
            lock (_lock)
            {
                _running = null;
                feed.Stop(new RpcException(new Status(StatusCode.Internal, $"the reader of {topic.GetType().Name} has failed: {e.Message}")));
            }

            return false;
        }
    }

    /// <summary>Reads with one cursor until it must be placed anew.</summary>
    private bool Follow()
    {
        var (shape, positions) = feed.Place ?? Begin();
        using var cursor = topic.Open();
        cursor.Place([.. Enumerable.Range(0, positions.Count).Select(partition => (partition, positions[partition]))]);
        while (!IsTimeToRest())
        {
            try
            {
                Publish(shape, cursor.Read(MostSteps, PollWait));
            }
            catch (PositionLostException)
            {
                Mend(shape);
                return true;
            }

            if (HasChanged(shape))
            {
                return true;
            }
        }

        return false;
    }

    private (TopicShape Shape, TopicPositions Positions) Begin()
    {
        var shape = Await(topic.LookAsync(_stop.Token));
        var positions = Await(topic.EndAsync(shape.Partitions, _stop.Token));
        feed.Start(shape, positions);
        return (shape, positions);
    }

    private void Publish(TopicShape shape, IReadOnlyList<TopicStep> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        var positions = feed.Place!.Value.Positions;
        var items = new List<FeedItem>(steps.Count);
        foreach (var step in steps)
        {
            if (step.Next <= positions[step.Partition])
            {
                continue;
            }

            var before = positions;
            positions = positions.With(step.Partition, step.Next);
            if (step.IsRecord && Decode(step) is { } notice)
            {
                items.Add(new FeedItem(notice, before, positions, AnomalyMapping.Anomaly(notice, new ResumeToken(shape.Tag, positions).ToString(), step.Partition, step.Next - 1)));
            }
        }

        feed.Publish(items, positions);
    }

    private Sinks.Live.AnomalyNotice? Decode(in TopicStep step)
    {
        var decoded = decoder.DecodeAsync(step, _stop.Token);
        return decoded.IsCompletedSuccessfully ? decoded.Result : Await(decoded.AsTask());
    }

    /// <summary>Looks from time to time, beside the reading, whether the topic has more partitions, or is another.</summary>
    private bool HasChanged(TopicShape known)
    {
        if (_look is null)
        {
            if (time.GetElapsedTime(_lookedAt) >= LookEvery)
            {
                _look = topic.LookAsync(_stop.Token);
            }

            return false;
        }

        if (!_look.IsCompleted)
        {
            return false;
        }

        var look = _look;
        (_look, _lookedAt) = (null, time.GetTimestamp());
        if (!look.IsCompletedSuccessfully)
        {
            _ = look.Exception;
            return false;
        }

        return HasChanged(known, look.Result);
    }

    private bool HasChanged(TopicShape known, TopicShape now)
    {
        if (now.Tag != known.Tag)
        {
            StopForAnother(known);
            return true;
        }

        if (now.Partitions <= known.Partitions)
        {
            return false;
        }

        feed.Start(now, feed.Place!.Value.Positions.Grown(now.Partitions));
        return true;
    }

    /// <summary>Goes on where there is something, after retention has passed a position.</summary>
    private void Mend(TopicShape shape)
    {
        if (Await(topic.LookAsync(_stop.Token)).Tag != shape.Tag)
        {
            StopForAnother(shape);
            return;
        }

        var positions = feed.Place!.Value.Positions;
        var begin = Await(topic.BeginAsync(shape.Partitions, _stop.Token));
        if (!Await(topic.EndAsync(shape.Partitions, _stop.Token)).Covers(positions))
        {
            StopForAnother(shape);
        }
        else if (!positions.Covers(begin))
        {
            feed.Lose(new TopicPositions([.. Enumerable.Range(0, positions.Count).Select(partition => Math.Max(positions[partition], begin[partition]))]));
        }
        else
        {
            _stop.Token.WaitHandle.WaitOne(RetryPause);
        }
    }

    private void StopForAnother(TopicShape shape) => feed.Stop(new RpcException(new Status(
        StatusCode.Aborted, $"{shape.Name} was made anew, or has lost committed records: tokens of before are of no use; subscribe again without one")));

    private bool IsTimeToRest()
    {
        lock (_lock)
        {
            if (!_stop.IsCancellationRequested && (_attached > 0 || time.GetElapsedTime(_idleSince) < RestAfter))
            {
                return false;
            }

            _running = _stop.IsCancellationRequested ? _running : null;
            feed.Stop(new RpcException(new Status(StatusCode.Unavailable, "the instance stops")));
            topic.Rest();
            return true;
        }
    }

    private void Detach()
    {
        lock (_lock)
        {
            _attached--;
            _idleSince = time.GetTimestamp();
        }
    }

    private static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private sealed class Attachment(AnomalyTail tail) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                tail.Detach();
            }
        }
    }
}
