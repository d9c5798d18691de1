using System.Text;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Pipeline.Tests.Sinks.InfluxDb;

/// <summary>What no InfluxDB of one's own says when asked to: the classes of answers.</summary>
public sealed class InfluxDbClientTests : IDisposable
{
    private readonly HttpStub _server = new();
    private int _retries;

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(204, "", "Written", 1)]
    [InlineData(400, "{\"code\":\"invalid\",\"message\":\"unable to parse\"}", "Refused", 1)]
    [InlineData(422, "{\"code\":\"unprocessable entity\",\"message\":\"field type conflict\"}", "Refused", 1)]
    // Without InfluxDB's own code or version it may be anybody's.
    [InlineData(400, "{\"error\":\"unable to parse\"}", "Unexpected", 1)]
    [InlineData(400, "{\"status\":400,\"message\":\"Bad Request\"}", "Unexpected", 1)]
    [InlineData(400, "{\"code\":\"invalid\",\"message\":\"partial write: max-values-per-tag limit exceeded (100000/100000)\"}", "Unexpected", 1)]
    [InlineData(400, "<html>Bad Request</html>", "Unexpected", 1)]
    [InlineData(200, "<html>Log in</html>", "Unexpected", 1)]
    [InlineData(401, "{\"code\":\"unauthorized\",\"message\":\"unauthorized access\"}", "Unauthorized", 1)]
    [InlineData(403, "", "Unauthorized", 1)]
    [InlineData(404, "{\"code\":\"not found\",\"message\":\"bucket not found\"}", "NotFound", 1)]
    [InlineData(413, "", "TooLarge", 1)]
    [InlineData(500, "{\"code\":\"internal error\",\"message\":\"boom\"}", "Unavailable", 4)]
    [InlineData(503, "", "Unavailable", 4)]
    [InlineData(429, "", "Unavailable", 4)]
    public async Task Write_Answer_IsOfItsClassAndTriedAgainOnlyWhenItMayPass(int status, string body, string outcome, int tries)
    {
        _server.Answer = (status, body);
        using var client = Client(new InfluxDbOptions { Url = _server.Url, Org = "an org", Bucket = "b&c", Token = "secret" });
        var answer = await client.WriteAsync(Encoding.UTF8.GetBytes("x y=1 1\n"), TestContext.Current.CancellationToken);
        Assert.Equal(outcome, answer.Outcome.ToString());
        Assert.Equal((tries, tries - 1), (_server.Asked.Count, _retries));
        Assert.All(_server.Asked, asked => Assert.Equal("POST /api/v2/write?org=an%20org&bucket=b%26c&precision=ms Token secret", asked));
    }

    [Theory]
    [InlineData("{\"error\":\"unable to parse\"}", "Refused")]
    [InlineData("{\"error\":\"partial write: max-values-per-tag limit exceeded (100000/100000)\"}", "Unexpected")]
    public async Task Write_400OfAServerThatNamesItsVersion_IsInfluxDbsOwn(string body, string outcome)
    {
        _server.Answer = (400, body);
        _server.Headers["X-Influxdb-Version"] = "1.8.10";
        using var client = Client(new InfluxDbOptions { Url = _server.Url, ApiVersion = InfluxDbApi.V1, Database = "d" });
        Assert.Equal(outcome, (await client.WriteAsync(Encoding.UTF8.GetBytes("x y=1 1\n"), TestContext.Current.CancellationToken)).Outcome.ToString());
    }

    [Fact]
    public async Task Write_AskedToWaitForAnHour_AnswersAtOnceAndWaitsFiveMinutes()
    {
        _server.Answer = (429, "");
        _server.Headers["Retry-After"] = "3600";
        using var client = Client(new InfluxDbOptions { Url = _server.Url, Org = "o", Token = "t" });
        var answer = await client.WriteAsync(Encoding.UTF8.GetBytes("x y=1 1\n"), TestContext.Current.CancellationToken);
        Assert.Equal((InfluxDbOutcome.Unavailable, TimeSpan.FromMinutes(5)), (answer.Outcome, answer.RetryAfter));
        Assert.Equal((1, 0), (_server.Asked.Count, _retries));
    }

    [Fact]
    public async Task Write_V1WithPassword_KeepsItOutOfTheAddress()
    {
        _server.Answer = (204, "");
        using var client = Client(new InfluxDbOptions { Url = _server.Url, ApiVersion = InfluxDbApi.V1, Database = "db 1", Username = "u", Password = "p" });
        Assert.Equal(InfluxDbOutcome.Written, (await client.WriteAsync(Encoding.UTF8.GetBytes("x y=1 1\n"), TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal($"POST /write?db=db%201&precision=ms Basic {Convert.ToBase64String("u:p"u8)}", Assert.Single(_server.Asked));
    }

    [Fact]
    public async Task Write_NobodyListens_IsUnavailable()
    {
        _server.Dispose();
        using var client = Client(new InfluxDbOptions { Url = _server.Url, Org = "o", Token = "t" });
        var answer = await client.WriteAsync(Encoding.UTF8.GetBytes("x y=1 1\n"), TestContext.Current.CancellationToken);
        Assert.Equal((InfluxDbOutcome.Unavailable, 3), (answer.Outcome, _retries));
        Assert.Contains("refused", answer.Message, StringComparison.OrdinalIgnoreCase);
    }

    private InfluxDbClient Client(InfluxDbOptions options) => new(options, (_, _) => _retries++, TimeProvider.System);
}
