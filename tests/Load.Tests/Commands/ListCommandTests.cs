using System.CommandLine;
using System.Text.Json;
using GridFlow.Load.Scenarios;
using Xunit;

namespace GridFlow.Load.Commands;

public sealed class ListCommandTests
{
    [Fact]
    public void List_Json_HasEveryScenario()
    {
        using var output = new StringWriter();
        Assert.Equal(0, ListCommand.Build().Parse("--json").Invoke(new InvocationConfiguration { Output = output }));
        using var list = JsonDocument.Parse(output.ToString());
        Assert.Equal(ScenarioCatalog.Names, list.RootElement.EnumerateArray().Select(scenario => scenario.GetProperty("name").GetString()));
        Assert.All(list.RootElement.EnumerateArray(), scenario => Assert.True(scenario.GetProperty("duration_s").GetDouble() > 0));
    }
}
