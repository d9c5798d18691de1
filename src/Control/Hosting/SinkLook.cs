namespace GridFlow.Control.Hosting;

/// <summary>One look at a place where results go.</summary>
/// <param name="Name"><c>kafka</c>, <c>archive</c> or <c>influxdb</c>.</param>
/// <param name="Enabled">Whether it is configured.</param>
/// <param name="Target">Address, bucket or folder; empty when it is off.</param>
/// <param name="Written">Anomalies, readings or points that are there, since the start.</param>
/// <param name="Waiting">The same, waiting for it.</param>
/// <param name="Retries">Tries after the first.</param>
/// <param name="Rejected">Refused for good and dead-lettered.</param>
/// <param name="Problem">What is the matter; empty when all is well.</param>
/// <param name="SpoolBytes">Bytes on local disk that wait for it.</param>
public sealed record SinkLook(
    string Name, bool Enabled, string Target = "", long Written = 0, long Waiting = 0, long Retries = 0, long Rejected = 0, string Problem = "", long SpoolBytes = 0);
