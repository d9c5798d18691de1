using System.Runtime.InteropServices;

namespace GridFlow.Control.Demo;

/// <summary>A Kafka broker inside this process: librdkafka's mock cluster, on a free port of 127.0.0.1.</summary>
/// <remarks>
/// Speaks Kafka's protocol, so kcat and other clients work on it. It keeps 5 MiB a partition and forgets the oldest without a word, and it has no
/// transactions: <see cref="PartitionLimitBytes"/> must never lie between a producer and its consumer.
/// </remarks>
internal sealed class EmbeddedBroker : IDisposable
{
    /// <summary>What a partition keeps.</summary>
    public const int PartitionLimitBytes = 5 * 1024 * 1024;

    private const int ProducerType = 0;
    private const int OnlyBroker = 1;
    private const int SeparateBroker = 2;
    private const int ErrorBytes = 512;

    private readonly nint _client;
    private readonly nint _cluster;
    private int _disposed;

    /// <summary>Starts the broker with the given topics.</summary>
    /// <exception cref="InvalidOperationException">librdkafka could not start it.</exception>
    public EmbeddedBroker(int partitions, params ReadOnlySpan<string> topics)
        : this(OnlyBroker, partitions, topics)
    {
    }

    private EmbeddedBroker(int brokers, int partitions, ReadOnlySpan<string> topics)
    {
        var error = Marshal.AllocHGlobal(ErrorBytes);
        try
        {
            var configuration = MockClusterApi.NewConfiguration();
            // The host client has no broker to talk to, and must not say so on stderr.
            _ = MockClusterApi.Set(configuration, "log_level", "0", error, ErrorBytes);
            _client = MockClusterApi.NewClient(ProducerType, configuration, error, ErrorBytes);
            if (_client == 0)
            {
                throw new InvalidOperationException($"The embedded broker does not start: {Marshal.PtrToStringUTF8(error)}");
            }
        }
        finally
        {
            Marshal.FreeHGlobal(error);
        }

        _cluster = MockClusterApi.NewCluster(_client, brokers);
        if (_cluster == 0)
        {
            MockClusterApi.DestroyClient(_client);
            throw new InvalidOperationException("The embedded broker does not start: no cluster.");
        }

        // One member and nobody else to wait for.
        MockClusterApi.SetInitialRebalanceDelayMs(_cluster, 0);
        _ = MockClusterApi.SetControllerId(_cluster, OnlyBroker);
        foreach (var topic in topics)
        {
            if (MockClusterApi.CreateTopic(_cluster, topic, partitions, 1) is not 0 and var code)
            {
                Dispose();
                throw new InvalidOperationException($"The embedded broker refuses topic {topic} (error {code}).");
            }
        }

        BootstrapServers = Marshal.PtrToStringUTF8(MockClusterApi.Bootstraps(_cluster)) ?? "";
    }

    /// <summary>Its address, <c>127.0.0.1:port</c>.</summary>
    public string BootstrapServers { get; } = "";

    /// <summary>Makes the topic that was named last available or not. Only for a broker made with a separate one; the others do not notice.</summary>
    public void SetSeparateAvailable(bool available) =>
        _ = available ? MockClusterApi.SetBrokerUp(_cluster, SeparateBroker) : MockClusterApi.SetBrokerDown(_cluster, SeparateBroker);

    /// <summary>Starts a cluster of two: the topic that is named last is alone on the second, everything else and the group are on the first.</summary>
    public static EmbeddedBroker WithSeparate(string group, int partitions, params ReadOnlySpan<string> topics)
    {
        var broker = new EmbeddedBroker(SeparateBroker, partitions, topics);
        _ = MockClusterApi.SetCoordinator(broker._cluster, "group", group, OnlyBroker);
        foreach (var topic in topics)
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                _ = MockClusterApi.SetLeader(broker._cluster, topic, partition, topic == topics[^1] ? SeparateBroker : OnlyBroker);
            }
        }

        return broker;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            MockClusterApi.DestroyCluster(_cluster);
            MockClusterApi.DestroyClient(_client);
        }
    }
}
