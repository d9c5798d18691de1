using GridFlow.Decoding;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources;

namespace GridFlow.Topology;

/// <summary>What the InfluxDB writer is configured by.</summary>
/// <param name="InfluxDb">The server, batches, group.</param>
/// <param name="Kafka">Brokers, topics, client properties.</param>
/// <param name="SchemaRegistry">How schema ids stand in front of records.</param>
public sealed record InfluxDbSettings(InfluxDbOptions InfluxDb, KafkaOptions Kafka, SchemaRegistryOptions SchemaRegistry);
