using System.Text;
using GridFlow.Sinks.InfluxDb;
using Xunit;

namespace GridFlow.Control.Reconciliation;

/// <summary>Answers as a real InfluxDB 2.7 gave them.</summary>
public sealed class PointsTests
{
    private static readonly PointKey Quoted = PointKey.Of("VOLTAGE_SPIKE", "VOLTAGE", "a b,\"c\"", "ERROR", 1_760_000_000_123);
    private static readonly PointKey Plain = PointKey.Of("STATUS", "STATUS", "x", "WARNING", 1_760_000_000_000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flux_Tables_AreReadWithQuotesAndOtherColumnOrders()
    {
        const string Answer = ",result,table,_time,anomaly_type,channel,meter_id,severity\r\n,_result,0,2025-10-09T08:53:20.123Z,VOLTAGE_SPIKE,VOLTAGE,\"a b,\"\"c\"\"\",ERROR\r\n\r\n"
            + ",result,table,_time,meter_id,anomaly_type,severity,channel\r\n,_result,1,2025-10-09T08:53:20Z,x,STATUS,WARNING,STATUS\r\n\r\n";
        Assert.Equal([Quoted, Plain], await Flux(Answer).ToListAsync(Stop));
    }

    [Fact]
    public async Task Flux_PointsOfOthers_AreNoneOfOurs()
    {
        const string Answer = ",result,table,_time,anomaly_type,channel,meter_id\r\n,_result,0,2025-10-09T08:53:20Z,STATUS,STATUS,x\r\n\r\n"
            + ",result,table,_time,anomaly_type,channel,meter_id,severity\r\n,_result,0,2025-10-09T08:53:20.0000001Z,STATUS,STATUS,x,WARNING\r\n";
        Assert.Empty(await Flux(Answer).ToListAsync(Stop));
        Assert.Empty(await Flux("\r\n").ToListAsync(Stop));
    }

    [Fact]
    public async Task Flux_ErrorBehindRows_IsNoShortAnswer()
    {
        const string Answer = ",result,table,_time,anomaly_type,channel,meter_id,severity\r\n,_result,0,2025-10-09T08:53:20Z,STATUS,STATUS,x,WARNING\r\n\r\nerror,reference\r\nmemory allocation limit reached,897\r\n";
        Assert.Contains("memory allocation", (await Assert.ThrowsAsync<InvalidDataException>(async () => await Flux(Answer).ToListAsync(Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InfluxQl_Chunks_AreReadLineByLine()
    {
        const string Columns = "\"columns\":[\"time\",\"value\",\"anomaly_type\",\"channel\",\"meter_id\",\"severity\"]";
        const string Answer = "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"anomalies\"," + Columns + ",\"values\":[[1760000000123,1,\"VOLTAGE_SPIKE\",\"VOLTAGE\",\"a b,\\\"c\\\"\",\"ERROR\"]],\"partial\":true}],\"partial\":true}]}\n"
            + "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"anomalies\"," + Columns + ",\"values\":[[1760000000000,1,\"STATUS\",\"STATUS\",\"x\",\"WARNING\"],[1760000000000,1,null,null,\"x\",null]]}]}]}\n";
        Assert.Equal([Quoted, Plain], await InfluxQl(Answer).ToListAsync(Stop));
        Assert.Empty(await InfluxQl("{\"results\":[{\"statement_id\":0}]}\n").ToListAsync(Stop));
    }

    [Theory]
    [InlineData("{\"results\":[{\"statement_id\":0,\"error\":\"database not found: nope\"}]}\n", "database not found")]
    [InlineData("<html>\n", "not an answer of InfluxDB 1")]
    [InlineData("{}\n", "not an answer of InfluxDB 1")]
    public async Task InfluxQl_Error_IsNoShortAnswer(string answer, string message) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<InvalidDataException>(async () => await InfluxQl(answer).ToListAsync(Stop))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Query_BucketWithFluxInItsName_StaysAText()
    {
        using var request = PointQuery.Build(new InfluxDbOptions { Url = "http://h:1/", Org = "o&p", Bucket = "a\"b\\c${d}", Token = "t" }, new EventWindow(0, 3_600_000));
        Assert.Equal("http://h:1/api/v2/query?org=o%26p", request.RequestUri!.AbsoluteUri);
        var flux = await request.Content!.ReadAsStringAsync(Stop);
        Assert.StartsWith("from(bucket: \"a\\\"b\\\\c\\${d}\")", flux, StringComparison.Ordinal);
        Assert.Contains("start: time(v: 0000000), stop: time(v: 3600000000000)", flux, StringComparison.Ordinal);
        Assert.DoesNotContain("t\"", request.RequestUri.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VOLTAGE_SPIKE", "VOLTAGE", "m", "ERROR", 2)]
    [InlineData("VOLTAGE_SPIKE", "VOLTAGE", "m", "WARNING", 1)]
    [InlineData("VOLTAGE_SPIKE", "CURRENT", "m", "ERROR", 1)]
    [InlineData("VOLTAGE_SAG", "VOLTAGE", "m", "ERROR", 1)]
    [InlineData("VOLTAGE_SPIKE", "VOLTAGE", "n", "ERROR", 1)]
    public void Key_AnyTagThatDiffers_IsAnotherPoint(string type, string channel, string meter, string severity, long timeMs) =>
        Assert.NotEqual(PointKey.Of("VOLTAGE_SPIKE", "VOLTAGE", "m", "ERROR", 1), PointKey.Of(type, channel, meter, severity, timeMs));

    private static IAsyncEnumerable<PointKey> Flux(string answer) => FluxPoints.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(answer)), Stop);

    private static IAsyncEnumerable<PointKey> InfluxQl(string answer) => InfluxQlPoints.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(answer)), Stop);
}
