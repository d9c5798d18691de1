using GridFlow.Control.Configuration;
using GridFlow.Control.Demo;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services;
using GridFlow.Decoding;
using GridFlow.Sinks.Live;
using GridFlow.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GridFlow.Control.Startup;

public sealed class StartupTests
{
    private readonly InstanceState _state = new(() => Notices.Status(), new LiveFeed(), TimeProvider.System)
    {
        Identity = new InstanceIdentity("gridflow-test-0", "gridflow", "sensor-readings"),
        Steering = new FakeSteering(),
    };

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kafka_NobodyThere_NamesAddressAndSetting()
    {
        var kafka = new KafkaStartup(new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, Patience(TimeSpan.Zero), NullLogger.Instance);

        var message = (await Assert.ThrowsAsync<StartupFailedException>(() => kafka.RunAsync(false, Limit))).Message;

        Assert.Contains("Kafka at 127.0.0.1:1 does not answer", message, StringComparison.Ordinal);
        Assert.Contains("--Kafka:BootstrapServers=…, GRIDFLOW_Kafka__BootstrapServers=…", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kafka_TopicsMissing_NamesThemAndTheOption()
    {
        using var broker = new EmbeddedBroker(2, "anomalies");
        var kafka = new KafkaStartup(new KafkaOptions { BootstrapServers = broker.BootstrapServers }, Patience(TimeSpan.Zero), NullLogger.Instance);

        var message = (await Assert.ThrowsAsync<StartupFailedException>(() => kafka.RunAsync(false, Limit))).Message;

        Assert.Contains("has no topic sensor-readings, dead-letter-queue, gridflow-control", message, StringComparison.Ordinal);
        Assert.Contains("Kafka:ControlTopic", message, StringComparison.Ordinal);
        Assert.Contains("--create-topics", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registry_Down_NamesAddressAndSettingAndTheStateSaysSo()
    {
        using var registry = new ConfluentSchemaRegistry(new SchemaRegistryOptions { Url = "http://127.0.0.1:1" });
        var startup = new RegistryStartup(registry, new KafkaOptions(), Patience(TimeSpan.FromMilliseconds(500)), NullLogger.Instance);

        var message = (await Assert.ThrowsAsync<StartupFailedException>(() => startup.RunAsync(Limit))).Message;

        Assert.Contains("http://127.0.0.1:1", message, StringComparison.Ordinal);
        Assert.Contains("--SchemaRegistry:Url=…", message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1", _state.GetStatus().Conditions[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_BrokerThatIsNotComplete_RefusesExactlyOnceAndNamesTheOtherWay()
    {
        using var broker = new EmbeddedBroker(2, "sensor-readings", "anomalies", "dead-letter-queue");
        var settings = new GridFlowSettings();
        settings.Kafka.BootstrapServers = broker.BootstrapServers;
        var delivery = new DeliveryStartup(settings, "west-0", Patience(TimeSpan.Zero), TimeProvider.System, NullLogger.Instance);

        var message = (await Assert.ThrowsAsync<StartupFailedException>(() => delivery.RunAsync(Limit))).Message;

        Assert.Contains("is no complete broker", message, StringComparison.Ordinal);
        Assert.Contains("--Checkpoints:Delivery=at-least-once", message, StringComparison.Ordinal);
    }

    private StartupPatience Patience(TimeSpan timeout) => new(timeout, _state, TimeProvider.System, NullLogger.Instance);
}
