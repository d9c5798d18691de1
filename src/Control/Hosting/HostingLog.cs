namespace GridFlow.Control.Hosting;

/// <summary>The life of an instance. Event ids 5000–5099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(5000, LogLevel.Information, "gridflow {Version}: gRPC {GrpcAddress}, health {HealthAddress}, metrics {MetricsAddress}")]
    public static partial void Listening(ILogger log, string version, string grpcAddress, string healthAddress, string metricsAddress);

    [LoggerMessage(5001, LogLevel.Information, "pipeline starts: group {Group}, topic {Topic}, delivery {Delivery}")]
    public static partial void PipelineStarts(ILogger log, string group, string topic, string delivery);

    [LoggerMessage(5002, LogLevel.Information, "stopping: draining what is in flight")]
    public static partial void Stopping(ILogger log);

    [LoggerMessage(5003, LogLevel.Information, "stopped: consumed {Consumed} = scored {Scored} + dropped {Dropped} + dead letters {DeadLetters} + in flight {InFlight}")]
    public static partial void Stopped(ILogger log, long consumed, long scored, long dropped, long deadLetters, long inFlight);

    [LoggerMessage(5004, LogLevel.Warning, "listening on {Host} without TLS: everybody who reaches the port can watch and steer; set Control:CertificatePath and Control:KeyPath")]
    public static partial void PlaintextBeyondLoopback(ILogger log, string host);

    [LoggerMessage(5005, LogLevel.Critical, "the pipeline has failed")]
    public static partial void PipelineFailed(ILogger log, Exception cause);

    [LoggerMessage(5007, LogLevel.Critical, "the pipeline stops: {Reason}")]
    public static partial void PipelineStops(ILogger log, string reason);

    [LoggerMessage(5006, LogLevel.Error, "draining took longer than {Seconds} s; what is not committed will be read again")]
    public static partial void DrainTimedOut(ILogger log, double seconds);

    [LoggerMessage(5010, LogLevel.Information, "InfluxDB: anomalies go to {Target}, group {Group}")]
    public static partial void InfluxDbOn(ILogger log, string target, string group);

    [LoggerMessage(5011, LogLevel.Information, "InfluxDB: off (InfluxDb:Url is not set)")]
    public static partial void InfluxDbOff(ILogger log);

    [LoggerMessage(5012, LogLevel.Information, "archive: readings go to {Target}, group {Group}, spool {Spool}")]
    public static partial void ArchiveOn(ILogger log, string target, string group, string spool);

    [LoggerMessage(5013, LogLevel.Information, "archive: off (Archive:Target is not set)")]
    public static partial void ArchiveOff(ILogger log);

    [LoggerMessage(5014, LogLevel.Information, "OTLP: metrics and traces go to {Endpoint}; traced are {Ratio} of the batches, at most {MaxPerSecond} a second")]
    public static partial void OtlpOn(ILogger log, string endpoint, double ratio, double maxPerSecond);
}
