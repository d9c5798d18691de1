namespace GridFlow.Sources.Anomalies;

/// <summary>What a reader of the anomalies topic is configured by.</summary>
/// <param name="Kafka">Brokers, topic, client properties.</param>
/// <param name="GroupId">Its own consumer group.</param>
/// <param name="BatchRecords">Most records in a batch.</param>
internal sealed record AnomalySourceSetup(KafkaOptions Kafka, string GroupId, int BatchRecords);
