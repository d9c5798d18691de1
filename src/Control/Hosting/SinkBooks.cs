using GridFlow.Control.Configuration;
using GridFlow.Topology;

namespace GridFlow.Control.Hosting;

/// <summary>Looks into the books of everything that results of an instance go to.</summary>
internal sealed class SinkBooks(GridFlowSettings settings, Pipeline pipeline, ArchivePipeline? archive, InfluxDbSide? influxDb)
{
    /// <summary>Kafka, archive and InfluxDB; those that are off too.</summary>
    public IReadOnlyList<SinkLook> Read() => [Kafka(), Archive(), InfluxDb()];

    private SinkLook Kafka() => new(
        "kafka",
        Enabled: true,
        settings.Kafka.BootstrapServers,
        Written: pipeline.GetStatus().Anomalies.Sum(count => count.Count),
        Retries: pipeline.DeliveryRetries,
        Problem: Problem("Kafka", "transactions"));

    private SinkLook Archive()
    {
        if (archive is null)
        {
            return new SinkLook("archive", Enabled: false);
        }

        var sums = archive.Sums;
        return new SinkLook(
            "archive",
            Enabled: true,
            archive.Target,
            Written: sums.Archived,
            Waiting: sums.Spooled + sums.Open,
            Retries: sums.Retries,
            Problem: Problem("archive"),
            SpoolBytes: archive.SpoolBytes);
    }

    private SinkLook InfluxDb() => influxDb is null
        ? new SinkLook("influxdb", Enabled: false)
        : new SinkLook(
            "influxdb",
            Enabled: true,
            settings.InfluxDb.Target,
            influxDb.Written,
            influxDb.Pending,
            influxDb.Retries,
            influxDb.Rejected,
            Problem("InfluxDB"));

    // Subjects of the board begin with the name of what they are about.
    private string Problem(params string[] subjects) => string.Join("; ", subjects.SelectMany(pipeline.Conditions.SentencesAbout));
}
