using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>A partition's detector by itself, fed with a stream that can be cut into batches at will.</summary>
internal sealed class DetectorRig(PartitionDetector detector, int from)
{
    private int _fed = from;

    public DetectorRig(DetectionOptions options)
        : this(new PartitionDetector(new DetectorSettings(options)), 0)
    {
    }

    public PartitionDetector Detector => detector;

    public List<Finding> Findings { get; } = [];

    public int Scored { get; private set; }

    public int Late { get; private set; }

    public int Duplicate { get; private set; }

    /// <summary>Scores the whole stream in batches of one size.</summary>
    public static DetectorRig Run(DetectionOptions options, IReadOnlyList<StreamReading> stream, int batchSize = 1000)
    {
        var rig = new DetectorRig(options);
        foreach (var batch in stream.Chunk(batchSize))
        {
            rig.Score(batch);
        }

        return rig;
    }

    public static ReadingBatch Batch(params ReadOnlySpan<StreamReading> stream)
    {
        var batch = new ReadingBatch(Math.Max(1, stream.Length));
        batch.Start(0, 1, 0);
        for (var i = 0; i < stream.Length; i++)
        {
            ref readonly var r = ref stream[i];
            batch.Add(new RawRecord { Offset = i });
            var id = batch.Append(r.MeterId);
            batch.Add(new Reading(r.TimeMs, r.Voltage, r.Current, r.Temperature, MeterHash.Of(r.MeterId), id.Start, (short)id.Length, r.Status, i));
        }

        return batch;
    }

    /// <summary>Scores one batch and gives what it found.</summary>
    public List<Finding> Score(params ReadOnlySpan<StreamReading> stream)
    {
        var batch = Batch(stream);
        Detector.Score(batch);
        var found = batch.Anomalies.Select(a => new Finding(_fed + a.Reading, a.Type, a.Severity, a.DeviationSigma, a.Mean, a.StdDev)).ToList();
        Findings.AddRange(found);
        Scored += batch.Counts.Scored;
        Late += batch.Counts.Late;
        Duplicate += batch.Counts.Duplicate;
        _fed += stream.Length;
        return found;
    }
}
