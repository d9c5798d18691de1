using System.Globalization;
using GridFlow.Deployment.Kubernetes;
using Xunit;

namespace GridFlow.Deployment.Scaling;

public sealed class ScalingTableTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Kustomization.Root, "docs", "scaling.md")).ReplaceLineEndings("\n");

    private static readonly string Measured = File.ReadAllText(Path.Combine(Kustomization.Root, "docs", "performance.md")).ReplaceLineEndings("\n");

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(10_000_000)]
    public void Table_Row_IsWhatTheFiguresGive(double rate) =>
        Assert.Contains($"\n{new ScalingRow(rate)}\n", Page, StringComparison.Ordinal);

    [Fact]
    public void Table_Figures_AreThoseMeasured()
    {
        // When one is measured anew, the page has to be computed anew.
        Assert.Contains("| resident memory | 5,088 |", Measured, StringComparison.Ordinal);
        Assert.Contains("| median | **1.78 M/s** | 0.79 |", Measured, StringComparison.Ordinal);
        Assert.Contains("| **snapshot** | **2.9** |", Measured, StringComparison.Ordinal);
        Assert.Contains("7.0 bytes a row", Measured, StringComparison.Ordinal);
        Assert.Equal(5_088, ScalingRow.BytesPerMeter);
        Assert.All(
            new[] { ScalingRow.BytesPerMeter, ScalingRow.SnapshotRatio, ScalingRow.KafkaBytes },
            figure => Assert.Contains(figure.ToString("#,0.#", CultureInfo.InvariantCulture), Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Table_Production_HasMemoryForTheMetersItClaims()
    {
        var pod = Overlay.Read("production").Container.Resources.Limits["memory"].ToDecimal();

        // 3.4 GB of meters and 0.4 GB for the process.
        Assert.True(pod >= 3_800_000_000);
    }
}
