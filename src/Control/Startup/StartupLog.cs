namespace GridFlow.Control.Startup;

/// <summary>What is said while the servers are looked for. Event ids 6000–6099.</summary>
internal static partial class StartupLog
{
    [LoggerMessage(6000, LogLevel.Warning, "{Missing}; trying for {SecondsLeft} s more. {Advice}")]
    public static partial void Waiting(ILogger log, string missing, int secondsLeft, string advice);

    [LoggerMessage(6001, LogLevel.Information, "Kafka at {Servers} answers; topics {Topics} are there")]
    public static partial void KafkaReady(ILogger log, string servers, string topics);

    [LoggerMessage(6002, LogLevel.Information, "created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger log, string topic, int partitions);

    [LoggerMessage(6003, LogLevel.Information, "schema registry at {Address} has {Subject} as id {SchemaId}")]
    public static partial void SchemaRegistered(ILogger log, string address, string subject, long schemaId);

    [LoggerMessage(6004, LogLevel.Information, "transactions work, transactional.id {TransactionalId}")]
    public static partial void TransactionsReady(ILogger log, string transactionalId);

    [LoggerMessage(6005, LogLevel.Information, "group {Group} still has a member named {TransactionalId} at {Host}: the last run's until its session is over, or another instance; waiting at most {Seconds} s")]
    public static partial void MemberStillThere(ILogger log, string group, string transactionalId, string host, int seconds);

    [LoggerMessage(6006, LogLevel.Warning, "topic {Topic} keeps records for {Retention}, but a recovery may need those of the last {Needed}: raise retention.ms")]
    public static partial void RetentionShort(ILogger log, string topic, string retention, string needed);

    [LoggerMessage(6007, LogLevel.Warning, "topic {Topic} is compacted: Kafka drops older readings of a meter, and a recovery cannot read them again. Set cleanup.policy=delete")]
    public static partial void Compacted(ILogger log, string topic);

    [LoggerMessage(6008, LogLevel.Information, "not checked: {What}: {Reason}")]
    public static partial void NotChecked(ILogger log, string what, string reason);
}
