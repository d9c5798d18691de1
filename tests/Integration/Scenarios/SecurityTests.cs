using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class SecurityTests(RealServers servers)
{
    private const string WrongPassword = "not-the-password-5f2c";

    [Fact(Timeout = 240_000)]
    public async Task Run_KafkaWithScram_WorksAndShowsNoSecret()
    {
        await using var set = servers.NewSet("A secured broker");
        var kafka = await set.StartKafkaAsync("--security", "sasl_plaintext");
        var setup = servers.Setup("scram") with
        {
            Kafka = kafka["KAFKA_BOOTSTRAP"],
            ClientProperties = Login(kafka["KAFKA_USERNAME"], kafka["KAFKA_PASSWORD"]),
        };

        // Trace and the client's own debug lines: what is not shown here is shown nowhere.
        await using var gridflow = await GridFlowProcess.StartAsync(
            setup, AsSettings(setup.ClientProperties), "--Logging:LogLevel:Default=Trace", "--Kafka:Consumer:debug=security,broker");
        await gridflow.RunningAsync();
        var totals = await GeneratorRun.ToEndAsync(setup, "--meters", "100", "--event-rate", "2000", "--duration", "3s");
        var sent = totals.GetProperty("acknowledged").GetInt64();
        await gridflow.StatusAsync(status => status.Conservation.Scored == sent ? null : $"wanted {sent} scored");

        Assert.Equal(0, await gridflow.TerminateAsync());
        Assert.DoesNotContain(kafka["KAFKA_PASSWORD"], gridflow.Log, StringComparison.Ordinal);
    }

    [Fact(Timeout = 240_000)]
    public async Task Run_WrongPassword_SaysSoWithoutShowingIt()
    {
        await using var set = servers.NewSet("A secured broker");
        var kafka = await set.StartKafkaAsync("--security", "sasl_plaintext");
        var setup = servers.Setup("wrong-password") with { Kafka = kafka["KAFKA_BOOTSTRAP"] };
        var login = AsSettings(Login(kafka["KAFKA_USERNAME"], WrongPassword));

        var result = await Command.RunAsync(ProgramPaths.Host, [ProgramPaths.GridFlow, .. setup.Arguments, "--Control:StartupTimeout=8s"], login);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("uthentication failed", result.All, StringComparison.Ordinal);
        Assert.DoesNotContain(WrongPassword, result.All, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Login(string user, string password) => new()
    {
        ["security.protocol"] = "SASL_PLAINTEXT",
        ["sasl.mechanism"] = "SCRAM-SHA-512",
        ["sasl.username"] = user,
        ["sasl.password"] = password,
    };

    private static Dictionary<string, string> AsSettings(IReadOnlyDictionary<string, string> properties) =>
        properties.ToDictionary(property => $"GRIDFLOW_Kafka__Properties__{property.Key}", property => property.Value);
}
