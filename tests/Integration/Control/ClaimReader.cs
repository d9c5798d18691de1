using Avro.Generic;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Oracle;
using GridFlow.Integration.Programs;

namespace GridFlow.Integration.Control;

/// <summary>Reads the committed anomalies with the threshold that each was measured by.</summary>
internal static class ClaimReader
{
    public static async Task<IReadOnlyList<Claim>> ReadAsync(PipelineSetup setup)
    {
        using var registry = new RegistryClient(setup.Registry);
        var text = new AvroText(registry);
        var claims = new List<Claim>();
        foreach (var record in await Task.Run(() => new KafkaProbe(setup).ReadAll(setup.Anomalies)))
        {
            claims.Add(Of(await text.RecordAsync(record.Message.Value!)));
        }

        return claims;
    }

    private static Claim Of(GenericRecord record) => new(
        (int)record["source_partition"],
        (long)record["source_offset"],
        ((GenericEnum)record["anomaly_type"]).Value,
        ((GenericEnum)record["channel"]).Value,
        (string)((GenericRecord)record["original_event"])["meter_id"],
        (double)record["threshold_used"],
        (double)record["deviation"]);
}
