using Confluent.Kafka;
using GridFlow.Control.Startup;
using GridFlow.Control.Topics;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Sends records back and moves the position in one transaction, so that a replay that dies sends nothing twice and forgets nothing.</summary>
internal sealed class ReplayProducer : IDisposable
{
    private static readonly TimeSpan AbortPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    private readonly KafkaOptions _options;
    private readonly string _position;
    private readonly TimeSpan _patience;
    private readonly ReadProgress _progress;
    private readonly TimeProvider _time;
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly TransactionalProducer _producer;
    private string? _refusal;

    /// <param name="options">Brokers and client properties.</param>
    /// <param name="position">Consumer group of the position, and transactional id.</param>
    /// <param name="patience">How long one transaction may take.</param>
    /// <param name="progress">Told what it waits for.</param>
    /// <param name="time">The clock.</param>
    public ReplayProducer(KafkaOptions options, string position, TimeSpan patience, ReadProgress progress, TimeProvider time)
    {
        _options = options;
        _position = position;
        _patience = patience;
        _progress = progress;
        _time = time;
        _producer = new TransactionalProducer(KafkaClientConfig.TransactionalProducer(options, position), _conditions);
    }

    /// <summary>Ends what a replay that died has left open, and takes its place. The position is to be read after this.</summary>
    /// <exception cref="StartupFailedException">The broker has no transactions for us.</exception>
    public async Task InitializeAsync(CancellationToken stop)
    {
        var result = await InTimeAsync(() => _producer.Initialize(stop), stop);
        stop.ThrowIfCancellationRequested();
        if (!result.IsDone)
        {
            throw new StartupFailedException(
                $"Kafka at {_options.BootstrapServers} gives a replay no transactions under the id {_position}: {result.Error?.Reason}.\n"
                + "A replay needs Kafka 2.5 or later, and WRITE and DESCRIBE on that transactional id (ids begin with gridflow-dlq-replay-).");
        }
    }

    /// <summary>Sends records and commits positions of the queue with them.</summary>
    /// <returns>Null; or why a record is not taken by its topic, as <see cref="SkipReason"/>: then nothing was sent and no position moved.</returns>
    /// <exception cref="StartupFailedException">It cannot be done, or another replay has taken this one's place.</exception>
    public async Task<string?> SendAsync(
        IReadOnlyList<(TopicPartition Target, Message<byte[]?, byte[]?> Message)> records, IEnumerable<TopicPartitionOffset> positions, IConsumerGroupMetadata group, CancellationToken stop)
    {
        var offsets = positions.ToList();
        var began = _time.GetTimestamp();
        while (true)
        {
            _refusal = null;
            var result = await InTimeAsync(() => SendOnce(records, offsets, group), stop);
            if (result.IsDone)
            {
                return null;
            }

            stop.ThrowIfCancellationRequested();
            if (_refusal is { } refusal && result.Outcome == StepOutcome.MustAbort)
            {
                return refusal;
            }

            if (result.Outcome == StepOutcome.Fatal || _time.GetElapsedTime(began) > _patience)
            {
                throw Failed(result);
            }

            await Task.Delay(AbortPause, _time, stop);
        }
    }

    public void Dispose() => _producer.Dispose();

    private StepResult SendOnce(
        IReadOnlyList<(TopicPartition Target, Message<byte[]?, byte[]?> Message)> records, List<TopicPartitionOffset> offsets, IConsumerGroupMetadata group)
    {
        // Not interrupted once it is open: readers of the topic would wait for its time-out, and alarms with them.
        var stop = CancellationToken.None;
        _producer.Open(_time.GetTimestamp());
        foreach (var (target, message) in records)
        {
            if (_producer.Broken.IsDone && _producer.Produce(target, message, OnReport, stop) is { } error)
            {
                _refusal ??= Refusal(error);
                _producer.Break(error);
            }
        }

        var result = _producer.Broken;
        result = result.IsDone ? _producer.SendOffsets(offsets, group, stop) : result;
        result = result.IsDone ? _producer.Commit(stop) : result;
        if (result.Outcome == StepOutcome.MustAbort && _producer.Abort(stop) is { IsDone: false } failed)
        {
            result = failed with { Outcome = StepOutcome.Fatal };
        }

        _producer.Close();
        return result;
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report) => _refusal ??= Refusal(report.Error);

    /// <summary>What is the record's own fault, and would be the same at the next try.</summary>
    private static string? Refusal(Error error) => RecordSizeLimit.IsTooLarge(error) ? SkipReason.TooLarge
        : error.Code is ErrorCode.InvalidTimestamp or ErrorCode.InvalidRecord ? SkipReason.Refused : null;

    // The client's calls cannot be cancelled, and wait for a broker that is away as long as it takes.
    private async Task<StepResult> InTimeAsync(Func<StepResult> call, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        var running = Task.Run(call, stop);
        while (await Task.WhenAny(running, Task.Delay(LookPause, _time, CancellationToken.None)) != running)
        {
            var elapsed = _time.GetElapsedTime(began);
            if (stop.IsCancellationRequested && elapsed > StopPatience)
            {
                return new StepResult(StepOutcome.Fatal, new Error(ErrorCode.Local_TimedOut, "interrupted"));
            }

            var what = string.Join("; ", _conditions.Sentences.DefaultIfEmpty("no answer"));
            if (elapsed > _patience)
            {
                return new StepResult(StepOutcome.Fatal, new Error(ErrorCode.Local_TimedOut, what));
            }

            _progress.Waiting(elapsed, $"a transaction on Kafka at {_options.BootstrapServers} ({what})");
        }

        return await running;
    }

    private StartupFailedException Failed(StepResult result) => new(result.IsFenced
        ? $"another replay has taken this one's place ({_position}); it goes on where this one was. Nothing was sent twice."
        : $"the replay has stopped: {result.Error?.Reason}\nThe last transaction was sent with its position or not at all; the same command goes on from there.");
}
