namespace GridFlow.Sources.Anomalies;

/// <summary>What a reader of the anomalies topic is configured by.</summary>
/// <param name="Kafka">Brokers, topic, client properties.</param>
/// <param name="GroupId">Its own consumer group.</param>
/// <param name="BatchRecords">Most records in a batch.</param>
/// <param name="BatchInterval">How long a record may wait for others while a batch is being written.</param>
internal sealed record AnomalySourceSetup(KafkaOptions Kafka, string GroupId, int BatchRecords, TimeSpan BatchInterval);
