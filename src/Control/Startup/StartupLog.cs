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
}
