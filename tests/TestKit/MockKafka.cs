using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace GridFlow.TestKit;

/// <summary>librdkafka's mock broker in this process: the real wire protocol, everything in memory, gone with this object.</summary>
public sealed partial class MockKafka : IDisposable
{
    private const string Name = "librdkafka";
    private const int ProducerType = 0;

    private readonly nint _client;
    private readonly nint _cluster;

    static MockKafka()
    {
        Library.Load();
        NativeLibrary.SetDllImportResolver(typeof(MockKafka).Assembly, static (name, _, path) =>
        {
            string[] candidates = name == Name ? [Name, "centos8-librdkafka", "alpine-librdkafka"] : [];
            return candidates.Select(c => NativeLibrary.TryLoad(c, typeof(Library).Assembly, path, out var library) ? library : 0).FirstOrDefault(library => library != 0);
        });
    }

    public MockKafka()
    {
        var error = new byte[512];
        var conf = ConfNew();
        _ = ConfSet(conf, "log_level", "0", error, error.Length);
        _client = New(ProducerType, conf, error, error.Length);
        _cluster = ClusterNew(_client, 1);
        if (_cluster == 0)
        {
            throw new InvalidOperationException("librdkafka did not make a mock cluster");
        }

        // Three seconds by default, for members that may still come.
        RebalanceDelay(_cluster, 0);
    }

    public string BootstrapServers => Marshal.PtrToStringUTF8(ClusterBootstraps(_cluster))!;

    public void CreateTopic(string topic, int partitions) => Check(TopicCreate(_cluster, topic, partitions, 1));

    /// <summary>Answers the next requests of a kind with errors.</summary>
    public void FailNext(short apiKey, params int[] errors) => PushErrors(_cluster, apiKey, errors.Length, errors);

    public void Stop() => Check(BrokerSetDown(_cluster, 1));

    public void Start() => Check(BrokerSetUp(_cluster, 1));

    /// <summary>Reads that many records from the beginning of a topic of up to four partitions; fewer when none comes for ten seconds.</summary>
    public List<ConsumeResult<byte[], byte[]>> ReadAll(string topic, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = BootstrapServers,
            GroupId = "reader",
            FetchWaitMaxMs = 10,
        }).Build();
        consumer.Assign(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        while (records.Count < count && consumer.Consume(TimeSpan.FromSeconds(10)) is { } record)
        {
            records.Add(record);
        }

        return records;
    }

    public void Dispose()
    {
        ClusterDestroy(_cluster);
        Destroy(_client);
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new KafkaException((ErrorCode)error);
        }
    }

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint ConfNew();

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ConfSet(nint conf, string name, string value, [Out] byte[] error, nint errorSize);

    [LibraryImport(Name, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint conf, [Out] byte[] error, nint errorSize);

    [LibraryImport(Name, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint ClusterNew(nint client, int brokers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void ClusterDestroy(nint cluster);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint ClusterBootstraps(nint cluster);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void RebalanceDelay(nint cluster, int delayMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TopicCreate(nint cluster, string topic, int partitions, int replicationFactor);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void PushErrors(nint cluster, short apiKey, nint count, int[] errors);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int BrokerSetDown(nint cluster, int broker);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int BrokerSetUp(nint cluster, int broker);
}
