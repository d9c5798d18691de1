using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sources;

namespace GridFlow.Topology;

/// <summary>Puts the stages of a graph together: the same for Kafka and for tests in memory.</summary>
internal static class GraphBuilder
{
    public static PipelineGraph Build(
        PipelineSettings settings,
        SchemaCache schemas,
        IDelivery delivery,
        PartitionTable partitions,
        DetectorHandover handover,
        SnapshotTaker? snapshots,
        Action<ReadingBatch> onDelivered,
        FaultSwitch fault,
        TimeProvider time)
    {
        var decoder = new BatchDecoder(schemas, new DecodeLimits(settings.Detection), settings.SchemaRegistry.IdLayout);
        var detection = new DetectorSettings(settings.Detection);
        var laneCount = settings.Pipeline.Lanes > 0 ? settings.Pipeline.Lanes : Environment.ProcessorCount;
        var lanes = Enumerable.Range(0, laneCount).Select(_ => new DetectorLane(detection, partitions, time, handover, snapshots)).ToArray();
        var checkpoints = settings.Checkpoints;
        var publisher = new Publisher(delivery, partitions, checkpoints, time, onDelivered);
        return new PipelineGraph(settings.Pipeline, decoder, lanes, publisher, checkpoints.TransactionMinInterval, fault, time);
    }
}
