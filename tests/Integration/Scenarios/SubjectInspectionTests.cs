using GridFlow.Decoding;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class SubjectInspectionTests(RealServers servers)
{
    [Fact(Timeout = 120_000)]
    public async Task InspectAsync_SubjectThatGrows_SaysWhatARegistrationWouldMeet()
    {
        var setup = servers.Setup("inspection");
        var (own, others) = ($"{setup.Readings}-value", $"{setup.Anomalies}-value");
        using var client = new RegistryClient(setup.Registry);
        using var registry = new ConfluentSchemaRegistry(new SchemaRegistryOptions { Url = setup.Registry });

        Assert.Equal(new SubjectInspection(SubjectState.Absent, null), await AskAsync(own));

        var id = await client.RegisterAsync(own, GridFlowSchemas.SensorReading);
        Assert.Equal(new SubjectInspection(SubjectState.Registered, id), await AskAsync(own));

        await client.RegisterAsync(others, """{"type":"record","name":"SensorReading","namespace":"gridflow.v1","fields":[{"name":"meter_id","type":"int"}]}""");
        await client.RequireBackwardAsync(others);
        Assert.Equal(SubjectState.Incompatible, (await AskAsync(others)).State);

        Task<SubjectInspection> AskAsync(string subject) => registry.InspectAsync(subject, GridFlowSchemas.SensorReading, TestContext.Current.CancellationToken);
    }
}
