using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using GridFlow.Sinks.InfluxDb;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>An InfluxDB of a test's own, and topics on the shared Kafka.</summary>
internal sealed class InfluxScene : IAsyncDisposable
{
    private InfluxScene(ServerSet set, InfluxServer server, PipelineSetup setup)
    {
        (Set, Server, Setup) = (set, server, setup);
        Reader = new InfluxReader(server);
        Sender = new AnomalySender(setup);
        Probe = new KafkaProbe(setup with { Group = GroupId });
    }

    public ServerSet Set { get; }

    public InfluxServer Server { get; }

    public PipelineSetup Setup { get; }

    public InfluxReader Reader { get; }

    public AnomalySender Sender { get; }

    public KafkaProbe Probe { get; }

    private string GroupId => Options().GroupId;

    public static async Task<InfluxScene> StartAsync(RealServers servers, string name, CancellationToken stop)
    {
        var set = servers.NewSet("An InfluxDB");
        var setup = servers.Setup(name);
        var server = await set.StartInfluxAsync();
        stop.ThrowIfCancellationRequested();
        await InfluxRun.CreateTopicsAsync(setup);
        var scene = new InfluxScene(set, server, setup);
        await scene.Sender.UseSchemaAsync();
        return scene;
    }

    public InfluxDbOptions Options(string? url = null) => InfluxRun.Options(Setup, Server, url);

    /// <summary>Sends so many anomalies and waits for the brokers.</summary>
    public void Send(int count)
    {
        Sender.Send(count);
        Sender.Flush();
    }

    /// <summary>Offset behind the last anomaly of every partition.</summary>
    public IReadOnlyList<long> Ends() => Probe.EndOffsets(Setup.Anomalies);

    /// <summary>What the writer's group has committed.</summary>
    public IReadOnlyList<long> Committed() => Probe.Committed(Setup.Anomalies);

    /// <summary>Every anomaly that was sent is one point, and there is no other.</summary>
    public async Task AllThereOnceAsync(string? bucket = null) =>
        Assert.Equal(Sender.Ids.Order(StringComparer.Ordinal), (await Reader.PointsAsync(bucket)).Select(point => point.AnomalyId).Order(StringComparer.Ordinal));

    /// <summary>Ids of the group's members.</summary>
    public async Task<string> MembersAsync()
    {
        using var admin = Admin();
        var group = (await admin.DescribeConsumerGroupsAsync([GroupId])).ConsumerGroupDescriptions[0];
        return string.Join(' ', group.Members.Select(member => member.ConsumerId).Order(StringComparer.Ordinal));
    }

    /// <summary>Lets the broker drop what stands in front of these offsets, as retention does.</summary>
    public async Task DropAsync(IEnumerable<long> offsets)
    {
        using var admin = Admin();
        await admin.DeleteRecordsAsync(offsets.Select((offset, partition) => new TopicPartitionOffset(Setup.Anomalies, partition, offset)));
    }

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        Sender.Dispose();
        await Set.DisposeAsync();
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Setup.Kafka }).SetLogHandler((_, _) => { }).Build();
}
