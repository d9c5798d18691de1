using System.Text.Json;
using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Decoding;

/// <summary>What the registry's answers mean: only "there is no such schema" may ever become a dead letter.</summary>
public sealed class ConfluentSchemaRegistryTests : IDisposable
{
    private const string NotFound = """{"error_code":40403,"message":"Schema not found"}""";

    private readonly HttpStub _http = new();
    private readonly ConfluentSchemaRegistry _registry;

    public ConfluentSchemaRegistryTests() =>
        _registry = new ConfluentSchemaRegistry(new SchemaRegistryOptions { Url = _http.Url, RequestTimeout = TimeSpan.FromSeconds(2), Username = "me", Password = "secret" });

    [Fact]
    public async Task Find_SchemaThatIsThere_GivesItsText()
    {
        _http.Answer = (200, JsonSerializer.Serialize(new { schema = GridFlowSchemas.SensorReading }));
        Assert.Equal(GridFlowSchemas.SensorReading, await _registry.FindSchemaAsync(7, default));
        var asked = Assert.Single(_http.Asked);
        Assert.StartsWith("GET /schemas/ids/7", asked, StringComparison.Ordinal);
        Assert.EndsWith("Basic bWU6c2VjcmV0", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_UnknownId_GivesNull()
    {
        _http.Answer = (404, NotFound);
        Assert.Null(await _registry.FindSchemaAsync(7, default));
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(5_000_000_000L)]
    public async Task Find_IdBeyondFourBytes_GivesNullWithoutAsking(long id)
    {
        Assert.Null(await _registry.FindSchemaAsync(id, default));
        Assert.Empty(_http.Asked);
    }

    [Theory]
    [InlineData(500, """{"error_code":50001,"message":"store"}""")]
    [InlineData(503, "<html>away</html>")]
    [InlineData(401, """{"error_code":401,"message":"who?"}""")]
    [InlineData(200, "<html>a portal</html>")]
    [InlineData(404, "<html>nothing behind this proxy</html>")]
    [InlineData(404, """{"error_code":404,"message":"HTTP 404 Not Found"}""")]
    public async Task Find_AnyOtherAnswer_IsARegistryThatIsAway(int status, string body)
    {
        _http.Answer = (status, body);
        var e = await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => _registry.FindSchemaAsync(7, default));
        Assert.Contains(_http.Url, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_NobodyListens_IsARegistryThatIsAway()
    {
        _http.Dispose();
        await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => _registry.FindSchemaAsync(7, default));
    }

    [Fact]
    public async Task Register_Accepted_GivesTheId()
    {
        _http.Answer = (200, """{"id":12}""");
        Assert.Equal(12, await _registry.RegisterAsync("anomalies-value", GridFlowSchemas.AnomalyEvent, default));
        Assert.StartsWith("POST /subjects/anomalies-value/versions", Assert.Single(_http.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_Refused_SaysSoOnceAndForAll()
    {
        _http.Answer = (409, """{"error_code":409,"message":"incompatible"}""");
        var e = await Assert.ThrowsAsync<SchemaRejectedException>(() => _registry.RegisterAsync("anomalies-value", GridFlowSchemas.AnomalyEvent, default));
        Assert.Contains("incompatible", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Register_RegistryAway_MayBeTriedAgain(int status)
    {
        _http.Answer = (status, """{"error_code":50001,"message":"store"}""");
        await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => _registry.RegisterAsync("anomalies-value", GridFlowSchemas.AnomalyEvent, default));
    }

    public void Dispose()
    {
        _registry.Dispose();
        _http.Dispose();
    }
}
