namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>A read_committed reader of the anomalies and of the bare records.</summary>
internal interface ITopicReader : IDisposable
{
    /// <summary>As the table calls it.</summary>
    string Name { get; }

    ArrivalLog Log { get; }
}
