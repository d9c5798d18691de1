using System.Globalization;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using GridFlow.Control.Terminal;
using GridFlow.Telemetry;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Says what a report of a fault should say first.</summary>
internal sealed class VersionsCheck : ICheck
{
    /// <inheritdoc/>
    public string Subject => "versions";

    /// <inheritdoc/>
    public string Advice => "Install GridFlow again: its native library cannot be loaded.";

    /// <inheritdoc/>
    public Task RunAsync(Findings findings, CancellationToken stop)
    {
        findings.Ok(string.Create(
            CultureInfo.InvariantCulture,
            $"gridflow {ProductVersion.Text}, {RuntimeInformation.FrameworkDescription}, librdkafka {Library.VersionString}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {Figures.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} of memory"));
        return Task.CompletedTask;
    }
}
