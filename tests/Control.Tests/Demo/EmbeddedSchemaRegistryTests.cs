using System.Text.Json.Nodes;
using GridFlow.Control.Services;
using GridFlow.Decoding;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Control.Demo;

public sealed class EmbeddedSchemaRegistryTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RealClient_RegistersAndFinds()
    {
        await using var instance = await TestInstance.StartAsync(map: web => web.MapSchemaRegistry(new EmbeddedSchemaRegistry()));
        using var client = new ConfluentSchemaRegistry(new SchemaRegistryOptions { Url = instance.Http.BaseAddress!.ToString() });

        var readings = await client.RegisterAsync("sensor-readings-value", GridFlowSchemas.SensorReading, Limit);
        var anomalies = await client.RegisterAsync("anomalies-value", GridFlowSchemas.AnomalyEvent, Limit);
        var again = await client.RegisterAsync("other-value", GridFlowSchemas.SensorReading, Limit);

        Assert.Equal((1, 2, 1), (readings, anomalies, again));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(GridFlowSchemas.SensorReading), JsonNode.Parse((await client.FindSchemaAsync(readings, Limit))!)));
        Assert.Null(await client.FindSchemaAsync(99, Limit));
        await Assert.ThrowsAsync<SchemaRejectedException>(() => client.RegisterAsync("x-value", "{ no schema", Limit));
    }

    [Fact]
    public async Task People_FindSubjectsAndVersions()
    {
        var registry = new EmbeddedSchemaRegistry();
        await using var instance = await TestInstance.StartAsync(map: web => web.MapSchemaRegistry(registry));
        registry.Register("a-value", "\"string\"");
        registry.Register("a-value", "\"long\"");

        Assert.Equal("""["a-value"]""", await GetAsync(instance, "/subjects"));
        Assert.Equal("[1,2]", await GetAsync(instance, "/subjects/a-value/versions"));
        Assert.Equal("""{"subject":"a-value","version":2,"id":2,"schema":"\"long\""}""", await GetAsync(instance, "/subjects/a-value/versions/latest"));
        Assert.Contains("40402", await GetAsync(instance, "/subjects/a-value/versions/3"), StringComparison.Ordinal);
        Assert.Contains("40401", await GetAsync(instance, "/subjects/b-value/versions/latest"), StringComparison.Ordinal);
    }

    private static async Task<string> GetAsync(TestInstance instance, string path)
    {
        using var response = await instance.Http.GetAsync(new Uri(path, UriKind.Relative), Limit);
        return await response.Content.ReadAsStringAsync(Limit);
    }
}
