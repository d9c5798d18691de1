using Xunit;

namespace GridFlow.Control.Doctor.Checks;

public sealed class ClockCheckTests
{
    [Theory]
    [InlineData(nameof(Verdict.Ok), 0, "agrees with InfluxDB")]
    [InlineData(nameof(Verdict.Ok), -3, "agrees with InfluxDB")]
    [InlineData(nameof(Verdict.Advice), 10, "10 s ahead of that of InfluxDB")]
    [InlineData(nameof(Verdict.Problem), -90, "90 s behind that of InfluxDB")]
    public void Judge_Offset_IsSaidAndMeasuredByTheLead(string verdict, int seconds, string words)
    {
        var findings = new Findings("clock");

        ClockCheck.Judge("InfluxDB", TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(60), hasObjectStorage: false, findings);

        var finding = Assert.Single(findings.Close());
        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Contains(words, finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Judge_BeyondTheLead_SpeaksOfS3OnlyWhereThereIsOne(bool hasObjectStorage)
    {
        var findings = new Findings("clock");

        ClockCheck.Judge("InfluxDB", TimeSpan.FromSeconds(-90), TimeSpan.FromSeconds(60), hasObjectStorage, findings);

        Assert.Equal(hasObjectStorage, Assert.Single(findings.Close()).Found.Contains("S3", StringComparison.Ordinal));
    }
}
