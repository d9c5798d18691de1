using System.Globalization;
using System.Net.Sockets;
using Confluent.Kafka;
using GridFlow.Control.Doctor.Kafka;
using GridFlow.Sources;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Asks each bootstrap address by itself, and then knocks at the addresses that the brokers give of themselves.</summary>
internal sealed class KafkaAddressCheck(KafkaOptions options, TimeSpan patience) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "kafka";

    /// <inheritdoc/>
    public string Advice => Startup.SettingAdvice.For("Kafka:BootstrapServers");

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        var servers = options.BootstrapServers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        findings.Plan(servers.Select(About));
        var answers = await Task.WhenAll(servers.Select(server => AskAsync(server, findings, stop)));
        var brokers = answers.OfType<Metadata>().SelectMany(metadata => metadata.Brokers).DistinctBy(broker => broker.BrokerId);
        await Task.WhenAll(brokers.Select(broker => KnockAsync(broker, findings, stop)));
    }

    private static string About(string server) => $"kafka {server}";

    private async Task<Metadata?> AskAsync(string server, Findings findings, CancellationToken stop)
    {
        var about = About(server);
        try
        {
            using var contact = new KafkaContact(options, server, patience);
            var (metadata, error) = await contact.AskAsync(stop);
            if (metadata is not null)
            {
                findings.Ok(string.Create(CultureInfo.InvariantCulture, $"answers; {metadata.Brokers.Count} broker{(metadata.Brokers.Count == 1 ? "" : "s")}, {metadata.Topics.Count} topic{(metadata.Topics.Count == 1 ? "" : "s")} seen"), about);
            }
            else if (error is not null)
            {
                findings.Problem($"does not answer: {KafkaProblem.Reason(error)}", KafkaProblem.Advice(error), about);
            }

            return metadata;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            // "No such configuration property", "Invalid value".
            findings.Problem($"the client does not take a setting: {e.Message}", "Mend it under Kafka:Properties; see gridflow config show.", about);
            return null;
        }
    }

    /// <summary>A broker that gives an address that only others can reach is the usual trap: the first contact works, and nothing after it.</summary>
    private static async Task KnockAsync(BrokerMetadata broker, Findings findings, CancellationToken stop)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{broker.Host}:{broker.Port}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(broker.Host, broker.Port, stop);
        }
        catch (SocketException e)
        {
            findings.Problem(
                $"broker {broker.BrokerId} says that it is at {address}, which cannot be reached from here: {e.Message}",
                "Give the broker an address that clients can reach (advertised.listeners), or make this one known here.");
        }
        catch (OperationCanceledException)
        {
            findings.Problem(
                $"broker {broker.BrokerId} says that it is at {address}, where nobody answers from here",
                "Open the way to it, or give the broker an address that clients can reach (advertised.listeners).");
        }
    }
}
