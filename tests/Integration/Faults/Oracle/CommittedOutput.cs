using Avro.Generic;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;

namespace GridFlow.Integration.Faults.Oracle;

/// <summary>What a pipeline has committed, as the kit's Java client reads it with read_committed.</summary>
/// <param name="Anomalies">Records of the anomalies topic; <c>detected_at</c> is left out.</param>
/// <param name="DeadLetters">Records of the dead-letter topic.</param>
internal sealed record CommittedOutput(IReadOnlyList<OutputRecord> Anomalies, IReadOnlyList<OutputRecord> DeadLetters)
{
    private const string Origin = "gridflow.source.";

    /// <summary>Reads both topics to their stable end; fails when a transaction stays open.</summary>
    public static async Task<CommittedOutput> ReadAsync(ServerKit kit, PipelineSetup setup)
    {
        using var registry = new RegistryClient(setup.Registry);
        var text = new AvroText(registry);
        var anomalies = new List<OutputRecord>();
        await foreach (var record in DumpAsync(kit, setup.Kafka, setup.Anomalies))
        {
            anomalies.Add(AnomalyOf(await text.RecordAsync(record.Value!), record.Key));
        }

        var deadLetters = new List<OutputRecord>();
        await foreach (var record in DumpAsync(kit, setup.Kafka, setup.DeadLetters))
        {
            deadLetters.Add(DeadLetterOf(record));
        }

        return new CommittedOutput(anomalies, deadLetters);
    }

    private static OutputRecord AnomalyOf(GenericRecord record, string? key) =>
        new((string)record["anomaly_id"], $"key={key} {AvroText.Of(record, except: "detected_at")}");

    private static OutputRecord DeadLetterOf(DumpedRecord record)
    {
        var headers = record.Headers.Select(header => (Name: header[0]!, Value: header[1])).ToList();
        return new OutputRecord(
            $"{Last("partition")}/{Last("offset")}",
            $"key={record.Key} value={record.Value_sha256} {string.Join(' ', headers.Select(header => $"{header.Name}={header.Value}"))}");

        string? Last(string name) => headers.LastOrDefault(header => header.Name == Origin + name).Value;
    }

    private static async IAsyncEnumerable<DumpedRecord> DumpAsync(ServerKit kit, string kafka, string topic)
    {
        var path = Path.GetTempFileName();
        try
        {
            await kit.VerifyCommittedAsync(kafka, topic, "--dump", path, "--dump-values", "--timeout-s", "150");
            foreach (var record in DumpedRecord.Read(path))
            {
                yield return record;
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
