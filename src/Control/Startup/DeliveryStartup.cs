using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Checkpoints;
using GridFlow.Control.Configuration;
using GridFlow.Sources;

namespace GridFlow.Control.Startup;

/// <summary>Makes sure that what <c>Checkpoints:Delivery</c> promises can be kept: transactions, a transactional id of our own, and records that are kept long enough.</summary>
internal sealed class DeliveryStartup(GridFlowSettings settings, string transactionalId, StartupPatience patience, TimeProvider time, ILogger log)
{
    private const string BatchSize = "batch.size";

    // Of librdkafka.
    private const int DefaultBatchBytes = 1_000_000;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly KafkaOptions _kafka = settings.Kafka;

    /// <exception cref="StartupFailedException">The broker cannot keep the promise, or another instance has our id.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var admin = new AdminClientBuilder(KafkaClientConfig.Admin(_kafka)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        await WarnAboutRetentionAsync(admin);
        await LimitBatchesAsync(admin);
        if (settings.Checkpoints.Delivery == Delivery.ExactlyOnce)
        {
            await RequireOwnIdAsync(admin, stop);
            await patience.UntilReadyAsync(() => Task.Run(TryTransactions, stop), SettingAdvice.For("Kafka:BootstrapServers"), stop);
        }
    }

    /// <summary>After a crash the dead member stays in the group until its session is over; a living one stays longer.</summary>
    private async Task RequireOwnIdAsync(IAdminClient admin, CancellationToken stop)
    {
        var config = KafkaClientConfig.Consumer(_kafka, transactionalId);
        if (config.ClientId != transactionalId || config.GroupInstanceId is { Length: > 0 })
        {
            // Members cannot be told apart by their names then; a static member is fenced by Kafka itself.
            return;
        }

        var told = false;
        var began = time.GetTimestamp();
        var limit = TimeSpan.FromMilliseconds(config.SessionTimeoutMs ?? 45_000) + TimeSpan.FromSeconds(3);
        while (await MemberAsync(admin) is { } member)
        {
            if (time.GetElapsedTime(began) > limit)
            {
                throw new StartupFailedException(
                    $"transactional.id {transactionalId} is in use elsewhere: group {_kafka.GroupId} has a living member of that name at {member}.\n"
                    + $"Give each instance its own. {SettingAdvice.For("Checkpoints:TransactionalId")}");
            }

            if (!told)
            {
                told = true;
                StartupLog.MemberStillThere(log, _kafka.GroupId, transactionalId, member, (int)limit.TotalSeconds);
            }

            await Task.Delay(Pause, time, stop);
        }
    }

    private async Task<string?> MemberAsync(IAdminClient admin)
    {
        try
        {
            var groups = await admin.DescribeConsumerGroupsAsync([_kafka.GroupId], new DescribeConsumerGroupsOptions { RequestTimeout = RequestTimeout });
            return groups.ConsumerGroupDescriptions.SelectMany(group => group.Members).FirstOrDefault(member => member.ClientId == transactionalId)?.Host;
        }
        catch (DescribeConsumerGroupsException e) when (e.Results.ConsumerGroupDescriptions.Any(group => group.Error.Code == ErrorCode.Local_UnsupportedFeature))
        {
            // Brokers have described groups for longer than they have known transactions. A broker made for tests may take transactions without keeping them apart.
            throw new StartupFailedException(
                $"Kafka at {_kafka.BootstrapServers} is no complete broker ({e.Error.Reason}), so exactly-once cannot be trusted.\nUse another Kafka, or --Checkpoints:Delivery=at-least-once.", e);
        }
        catch (KafkaException e)
        {
            // Not allowed to look, or no such group: Kafka's fencing will tell.
            StartupLog.NotChecked(log, "who else uses the transactional.id", e.Error.Reason);
            return null;
        }
    }

    /// <summary>Asks for transactions as the pipeline will; ends what a dead predecessor has left open.</summary>
    private string? TryTransactions()
    {
        using var producer = new ProducerBuilder<Null, Null>(KafkaClientConfig.TransactionalProducer(_kafka, transactionalId))
            .SetErrorHandler((_, _) => { })
            .SetLogHandler((_, _) => { })
            .Build();
        try
        {
            producer.InitTransactions(RequestTimeout);
            StartupLog.TransactionsReady(log, transactionalId);
            return null;
        }
        catch (KafkaRetriableException e)
        {
            return $"the transaction coordinator of Kafka at {_kafka.BootstrapServers} is not ready: {e.Error.Reason}";
        }
        catch (KafkaException e)
        {
            throw new StartupFailedException(Explain(e.Error), e);
        }
    }

    private string Explain(Error error) => error.Code switch
    {
        ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion =>
            $"Kafka at {_kafka.BootstrapServers} does not support transactions ({error.Reason}); exactly-once needs Kafka 2.5 or later.\nUse another Kafka, or --Checkpoints:Delivery=at-least-once.",
        ErrorCode.InvalidTransactionTimeout =>
            $"transaction.timeout.ms is longer than the broker allows (transaction.max.timeout.ms): {error.Reason}.\nSet Kafka:Producer:transaction.timeout.ms lower.",
        ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed =>
            $"Kafka does not let this user use transactional.id {transactionalId}: {error.Reason}.\nAllow WRITE and DESCRIBE on it, or use --Checkpoints:Delivery=at-least-once.",
        _ => $"Kafka at {_kafka.BootstrapServers} gives us no transactions: {error.Reason} ({error.Code}).\n--Checkpoints:Delivery=at-least-once works without.",
    };

    /// <summary>
    /// The broker measures a batch of records, not a record, by the topic's <c>max.message.bytes</c>, and refuses all that is in it. So batches are no larger than what
    /// the output topics take.
    /// </summary>
    private async Task LimitBatchesAsync(IAdminClient admin)
    {
        if (_kafka.Producer.ContainsKey(BatchSize) || _kafka.Properties.ContainsKey(BatchSize))
        {
            return;
        }

        try
        {
            var topics = new[] { _kafka.AnomaliesTopic, _kafka.DeadLetterTopic }.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic });
            var limit = (await admin.DescribeConfigsAsync(topics, new DescribeConfigsOptions { RequestTimeout = RequestTimeout }))
                .Min(topic => topic.Entries.TryGetValue("max.message.bytes", out var entry) && int.TryParse(entry.Value, CultureInfo.InvariantCulture, out var bytes) ? bytes : int.MaxValue);
            if (limit < DefaultBatchBytes)
            {
                _kafka.Producer[BatchSize] = limit.ToString(CultureInfo.InvariantCulture);
            }
        }
        catch (KafkaException e)
        {
            StartupLog.NotChecked(log, "how large records of the output topics may be", e.Error.Reason);
        }
    }

    private async Task WarnAboutRetentionAsync(IAdminClient admin)
    {
        try
        {
            var resource = new ConfigResource { Type = ResourceType.Topic, Name = _kafka.ReadingsTopic };
            var entries = (await admin.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = RequestTimeout }))[0].Entries;
            var needed = settings.Detection.Window + (settings.Checkpoints.SnapshotsKept * settings.Checkpoints.SnapshotInterval);
            if (entries.TryGetValue("retention.ms", out var retention)
                && long.TryParse(retention.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var ms)
                && ms >= 0
                && TimeSpan.FromMilliseconds(ms) < needed)
            {
                StartupLog.RetentionShort(log, _kafka.ReadingsTopic, DurationText.Format(TimeSpan.FromMilliseconds(ms)), DurationText.Format(needed));
            }

            if (entries.TryGetValue("cleanup.policy", out var policy) && policy.Value.Contains("compact", StringComparison.Ordinal))
            {
                StartupLog.Compacted(log, _kafka.ReadingsTopic);
            }
        }
        catch (KafkaException e)
        {
            StartupLog.NotChecked(log, $"how long {_kafka.ReadingsTopic} keeps its records", e.Error.Reason);
        }
    }
}
