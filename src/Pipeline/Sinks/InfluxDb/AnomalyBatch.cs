using GridFlow.Sources.Anomalies;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Records that are written together, owned by one stage at a time: the source fills the records, decoding makes lines and refusals of them.</summary>
/// <param name="records">In the order in which they were read; of each partition without a gap.</param>
internal sealed class AnomalyBatch(IReadOnlyList<AnomalyRecord> records)
{
    public IReadOnlyList<AnomalyRecord> Records => records;

    /// <summary>What is to be written.</summary>
    public List<AnomalyLine> Lines { get; } = new(records.Count);

    /// <summary>What never can be, and why.</summary>
    public List<RejectedAnomaly> Rejected { get; } = [];

    /// <summary>Tells every partition how far it is done.</summary>
    public void Done()
    {
        foreach (var record in records)
        {
            record.Partition.Done(record.Consumed.Offset.Value + 1);
        }
    }
}
