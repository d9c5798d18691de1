using GridFlow.Checkpoints;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;

namespace GridFlow.Control.Demo;

/// <summary>Points the settings at the embedded servers.</summary>
internal static class DemoSettings
{
    /// <exception cref="InvalidConfigurationException">A setting that the demo cannot honour.</exception>
    public static void RequireUsable(GridFlowSettings settings)
    {
        if (settings.Control.CertificatePath is not null)
        {
            throw new InvalidConfigurationException([new ConfigurationFault("Control:CertificatePath", settings.Control.CertificatePath, "configuration", "the demo serves plaintext only; leave it out, or use gridflow run")]);
        }
    }

    public static void UseEmbedded(GridFlowSettings settings, EmbeddedBroker broker)
    {
        settings.Kafka.BootstrapServers = broker.BootstrapServers;
        // Meant for another Kafka: security and the like.
        settings.Kafka.Properties.Clear();
        settings.Kafka.Producer.Clear();
        settings.Kafka.Consumer.Clear();
        // The embedded broker answers an empty fetch only when its whole time is over.
        settings.Kafka.Consumer["fetch.wait.max.ms"] = "10";
        settings.Kafka.Consumer["check.crcs"] = "false";
        settings.Kafka.Consumer["session.timeout.ms"] = "6000";
        settings.Kafka.Consumer["heartbeat.interval.ms"] = "1000";
        // The embedded broker does not keep transactions apart, and is gone with its offsets at the end.
        settings.Checkpoints.Delivery = Delivery.AtLeastOnce;
        settings.Checkpoints.Store = "none";
        var host = ListenerPorts.Address(settings.Control.Host);
        var reachable = settings.Control.Host is "*" or "localhost" || host.Equals(System.Net.IPAddress.Any) ? "127.0.0.1" : settings.Control.Host;
        settings.SchemaRegistry.Url = new UriBuilder("http", reachable, settings.Control.HttpPort).Uri.GetLeftPart(UriPartial.Authority);
        settings.SchemaRegistry.Username = null;
        settings.SchemaRegistry.Password = null;
        settings.SchemaRegistry.IdLayout = Readings.SchemaIdLayout.Confluent;
    }
}
