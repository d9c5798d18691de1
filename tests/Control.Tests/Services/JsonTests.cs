using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridFlow.Steering;
using Xunit;

namespace GridFlow.Control.Services;

public sealed class JsonTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_WithUser_IsTheSameCall()
    {
        await using var instance = await TestInstance.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/thresholds")
        {
            Content = JsonContent.Create(new { threshold = new { channel = "CHANNEL_VOLTAGE", sigma = 3.0 }, reason = "storm" }),
        };
        request.Headers.Add("gridflow-user", "alice");

        using var response = await instance.Http.SendAsync(request, Limit);

        var answer = await JsonAsync(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((8, 10), ((int)answer["revision"]!, (int)answer["effectiveFrom"]![0]!["offset"]!));
        var record = Assert.Single(instance.Steering.Audited);
        Assert.Equal(("alice", "SetThreshold", "channel voltage 3.0 sigma", "storm", "OK"), (record.User, record.Call, record.Target, record.Reason, record.Result));
        Assert.Contains("127.0.0.1", record.Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"partitions\":[1],\"feeder_ids\":[\"F-1\"]}")]
    [InlineData("{\"partitions\":[1],\"feederIds\":[\"F-1\"]}")]
    public async Task Post_FieldNames_BothSpellingsAreUnderstood(string body)
    {
        await using var instance = await TestInstance.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await instance.Http.PostAsync(new Uri("/v1/pause", UriKind.Relative), content, Limit);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([new PauseScope(1, null), new PauseScope(null, "F-1")], instance.Steering.Paused!.Value.Scopes);
    }

    [Fact]
    public async Task Post_Wrong_NamesTheFieldsInDetails()
    {
        await using var instance = await TestInstance.StartAsync();

        using var response = await instance.Http.PostAsJsonAsync(new Uri("/v1/thresholds", UriKind.Relative), new { threshold = new { global = true, sigma = 9 } }, Limit);

        var error = await JsonAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, 3), (response.StatusCode, (int)error["code"]!));
        Assert.Equal("type.googleapis.com/google.rpc.BadRequest", (string)error["details"]![0]!["@type"]!);
        Assert.Equal("threshold.sigma", (string)error["details"]![0]!["fieldViolations"]![0]!["field"]!);
    }

    [Fact]
    public async Task Post_ControlTopicAway_Is503WithRetryInfo()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Steering.Answer = _ => throw new SteeringUnavailableException("gridflow-control cannot be written");

        using var response = await instance.Http.PostAsJsonAsync(new Uri("/v1/resume", UriKind.Relative), new { }, Limit);

        var error = await JsonAsync(response);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 14), (response.StatusCode, (int)error["code"]!));
        Assert.Equal(("STEERING_UNAVAILABLE", "2s"), ((string)error["details"]![0]!["reason"]!, (string)error["details"]![1]!["retryDelay"]!));
    }

    [Theory]
    [InlineData("/v1/status")]
    [InlineData("/v1/checkpoints?limit=5")]
    [InlineData("/v1/thresholds")]
    [InlineData("/v1/audit")]
    public async Task Get_Path_AnswersJson(string path)
    {
        await using var instance = await TestInstance.StartAsync();

        using var response = await instance.Http.GetAsync(new Uri(path, UriKind.Relative), Limit);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(JsonValueKind.Object, (await JsonAsync(response)).GetValueKind());
    }

    [Theory]
    [InlineData("/v1/metrics?interval=0.1s", "readingsPerSecond")]
    [InlineData("/v1/anomalies?min_severity=SEVERITY_WARNING", "heartbeat")]
    public async Task Get_Stream_IsOneObjectALine(string path, string property)
    {
        await using var instance = await TestInstance.StartAsync(settings => settings.Control.Heartbeat = TimeSpan.FromMilliseconds(100));

        using var response = await instance.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Limit);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Limit));

        for (var i = 0; i < 2; i++)
        {
            Assert.True(JsonNode.Parse((await reader.ReadLineAsync(Limit))!)!.AsObject().ContainsKey(property));
        }
    }

    [Fact]
    public async Task Get_StreamRefused_IsAnError()
    {
        await using var instance = await TestInstance.StartAsync();

        using var response = await instance.Http.GetAsync(new Uri("/v1/metrics?interval=61s", UriKind.Relative), Limit);

        Assert.Equal((HttpStatusCode.BadRequest, 3), (response.StatusCode, (int)(await JsonAsync(response))["code"]!));
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync(Limit))!;
}
