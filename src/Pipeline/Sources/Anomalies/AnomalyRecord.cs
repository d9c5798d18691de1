using Confluent.Kafka;

namespace GridFlow.Sources.Anomalies;

/// <summary>One record of the anomalies topic.</summary>
/// <param name="Partition">The assignment it was read under.</param>
/// <param name="Consumed">The record.</param>
internal readonly record struct AnomalyRecord(AnomalyPartition Partition, ConsumeResult<byte[]?, byte[]?> Consumed);
