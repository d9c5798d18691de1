using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Checkpoints;
using GridFlow.Control.Configuration;
using GridFlow.Control.Doctor.Kafka;
using GridFlow.Sources;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>What the brokers are able to do, and their limits against our settings.</summary>
internal sealed class BrokerCheck(GridFlowSettings settings, KafkaLook look) : ICheck
{
    private const string AtLeastOnce = "--Checkpoints:Delivery=at-least-once works without.";

    /// <inheritdoc/>
    public string Subject => "kafka brokers";

    /// <inheritdoc/>
    public string Advice => "Look at the brokers' logs.";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        if (await look.MetadataAsync(stop) is not { } metadata)
        {
            findings.Skip(KafkaLook.Away);
            return;
        }

        Abilities(findings);
        try
        {
            var broker = metadata.Brokers.Min(each => each.BrokerId).ToString(CultureInfo.InvariantCulture);
            var configs = await look.AskAsync(
                admin => admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Broker, Name = broker }], new DescribeConfigsOptions { RequestTimeout = look.Patience }), stop);
            TransactionTimeout(configs[0].Entries, findings);
            SessionTimeout(configs[0].Entries, findings);
        }
        catch (KafkaException e)
        {
            findings.Skip($"the brokers' limits ({KafkaProblem.Reason(e.Error)})");
        }
    }

    private void Abilities(Findings findings)
    {
        var exactlyOnce = settings.Checkpoints.Delivery == Delivery.ExactlyOnce;
        if (!look.Requests.IsKnown)
        {
            findings.Skip("which requests the brokers understand");
        }
        else if (exactlyOnce && !look.Requests.HasTransactions)
        {
            findings.Problem($"Kafka {look.Requests.Release} has no transactions as exactly-once needs them", $"Use Kafka 2.5 or later. {AtLeastOnce}");
        }
        else
        {
            findings.Ok($"Kafka {look.Requests.Release}{(exactlyOnce ? ", with transactions" : "")}");
        }
    }

    private void TransactionTimeout(Dictionary<string, ConfigEntryResult> broker, Findings findings)
    {
        if (settings.Checkpoints.Delivery != Delivery.ExactlyOnce)
        {
            return;
        }

        var ours = KafkaClientConfig.TransactionalProducer(settings.Kafka, "doctor").TransactionTimeoutMs ?? 0;
        if (Number(broker, "transaction.max.timeout.ms") is not { } most)
        {
            findings.Skip("the brokers' transaction.max.timeout.ms");
        }
        else if (ours > most)
        {
            findings.Problem(
                $"transactions may last {Time(most)} there (transaction.max.timeout.ms), ours {Time(ours)} (transaction.timeout.ms)",
                string.Create(CultureInfo.InvariantCulture, $"Set --Kafka:Producer:transaction.timeout.ms={most} or less."));
        }
        else
        {
            findings.Ok($"a transaction of ours ends after {Time(ours)} at the latest, the brokers allow {Time(most)}");
        }
    }

    private void SessionTimeout(Dictionary<string, ConfigEntryResult> broker, Findings findings)
    {
        if (KafkaClientConfig.Consumer(settings.Kafka).SessionTimeoutMs is not { } ours
            || Number(broker, "group.min.session.timeout.ms") is not { } least || Number(broker, "group.max.session.timeout.ms") is not { } most)
        {
            return;
        }

        if (ours < least || ours > most)
        {
            findings.Problem(
                $"a member's session of {Time(ours)} (session.timeout.ms) is not in what the brokers allow, {Time(least)} to {Time(most)} (group.min.session.timeout.ms, group.max.session.timeout.ms)",
                string.Create(CultureInfo.InvariantCulture, $"Set --Kafka:Consumer:session.timeout.ms={Math.Clamp(ours, least, most)}."));
        }
    }

    private static long? Number(Dictionary<string, ConfigEntryResult> entries, string name) =>
        entries.TryGetValue(name, out var entry) && long.TryParse(entry.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Time(long milliseconds) => DurationText.Words(TimeSpan.FromMilliseconds(milliseconds));
}
