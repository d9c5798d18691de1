using System.Text.RegularExpressions;
using Xunit;

namespace GridFlow.Deployment.Compose;

public sealed partial class ComposeFileTests
{
    private static readonly ComposeFile Stack = new("infra/compose.yaml");

    public static TheoryData<string> All => [.. Stack.Services.Select(service => service.Name)];

    public static TheoryData<string> Servers => [.. Stack.Services.Where(service => !service.IsStep).Select(service => service.Name)];

    [Fact]
    public void Services_OfTheStack_AreAllThere() => Assert.Equal(
        ["generator", "grafana", "gridflow", "influxdb", "kafka", "kafka-exporter", "minio", "prometheus", "registry"],
        Stack.Services.Where(service => !service.IsStep).Select(service => service.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void Image_OfEveryService_HasAnExactVersion(string name)
    {
        var image = Stack.Service(name).Text("image");

        Assert.Matches(Pinned(), image);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Limits_OfEveryService_AreSet(string name)
    {
        var service = Stack.Service(name);

        Assert.Matches("^[0-9]+[mg]$", service.Text("mem_limit"));
        Assert.Equal(service.IsStep ? "on-failure" : "unless-stopped", service.Text("restart"));
        Assert.Equal(["grid"], service.List("networks"));
        Assert.Contains("no-new-privileges:true", service.List("security_opt"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void HealthCheck_OfEveryServer_IsThere(string name)
    {
        var check = ComposeFile.Section(Stack.Service(name).Map, "healthcheck");

        // Only a step that ends has none: "disable" on what runs for ever would hide that it does nothing.
        Assert.False(check.ContainsKey("disable"));
        Assert.Equal("CMD", ((List<object>)check["test"])[0]);
        Assert.All(["interval", "timeout", "retries", "start_period"], key => Assert.True(check.ContainsKey(key), key));
    }

    [Theory]
    [InlineData("gridflow", "Control", "/app/gridflow")]
    [InlineData("generator", "Generator", "/app/gridflow-generator")]
    public void HealthCheck_OfOurs_AsksTheProgramOfTheImageItself(string name, string project, string program)
    {
        var test = (List<object>)ComposeFile.Section(Stack.Service(name).Map, "healthcheck")["test"];

        Assert.Equal(["CMD", program], test.Take(2));
        Assert.StartsWith($"[\"{program}\"", Assert.Single(DockerFile.Of(project).Said("ENTRYPOINT")), StringComparison.Ordinal);
    }

    [Fact]
    public void HealthCheck_OfTheGenerator_ReadsWhatItsImageWritesOnATmpfs()
    {
        var test = ((List<object>)ComposeFile.Section(Stack.Service("generator").Map, "healthcheck")["test"]).ConvertAll(word => (string)word);
        var file = test[test.IndexOf("--file") + 1];
        var image = DockerFile.Of("Generator");

        Assert.Contains($"\"--health-file\", \"{file}\"", Assert.Single(image.Said("ENTRYPOINT")), StringComparison.Ordinal);
        Assert.Contains($"\"health\", \"--file\", \"{file}\"", Assert.Single(image.Said("HEALTHCHECK")), StringComparison.Ordinal);
        Assert.Contains(Path.GetDirectoryName(file)!, Stack.Service("generator").List("tmpfs"));
        // Given twice it would be refused.
        Assert.DoesNotContain(Stack.Service("generator").List("command"), word => word.StartsWith("--health-file", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void DependsOn_Always_WaitsForHealthOrAnEnd(string name)
    {
        foreach (var (other, condition) in Stack.Service(name).DependsOn)
        {
            Assert.Equal(Stack.Service(other).IsStep ? "service_completed_successfully" : "service_healthy", condition);
        }
    }

    // Else an upgrade that does not start would leave nothing to look at.
    [Theory]
    [InlineData("prometheus")]
    [InlineData("grafana")]
    public void Monitoring_WaitsForNothingThatItWatches(string name)
    {
        var waits = new Queue<string>([name]);
        var all = new HashSet<string>();
        while (waits.TryDequeue(out var next))
        {
            foreach (var (other, _) in Stack.Service(next).DependsOn.Where(pair => all.Add(pair.Key)))
            {
                waits.Enqueue(other);
            }
        }

        Assert.Subset(new HashSet<string> { "influxdb", "influxdb-init" }, all);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Ports_OfEveryServer_AreOpenOnThisMachineAlone(string name) =>
        Assert.All(Stack.Service(name).List("ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void Environment_OfEveryService_HasNoSecret(string name)
    {
        foreach (var (key, value) in Stack.Service(name).Environment.Where(pair => SecretName().IsMatch(pair.Key) && !pair.Key.EndsWith("_FILE", StringComparison.Ordinal) && pair.Key != "TOKEN_FILE_MODE"))
        {
            Assert.True(Reference().IsMatch(value), $"{key} is {value}");
        }
    }

    [Fact]
    public void Environment_NamesOfSecrets_AreThoseOfTheExampleAndEmptyThere()
    {
        var asked = Stack.Services.SelectMany(service => service.Environment.Values).Select(value => Reference().Match(value)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        var given = RepositoryRoot.Read("infra/.env.example").Split('\n').Where(line => EmptyLine().IsMatch(line)).Select(line => line.TrimEnd('=')).Order(StringComparer.Ordinal);

        Assert.Equal(given, asked);
    }

    [Fact]
    public void Volumes_ThatAreMounted_AreDeclaredOrFilesOfTheRepository()
    {
        var mounts = Stack.Services.SelectMany(service => service.List("volumes")).Select(mount => mount.Split(':')[0]).Distinct().ToList();

        Assert.Equal(Stack.Names("volumes").Order(StringComparer.Ordinal), mounts.Where(mount => !mount.StartsWith('.')).Order(StringComparer.Ordinal));
        // Grafana's folders come with the dashboards.
        Assert.All(mounts.Where(mount => mount.StartsWith('.') && !mount.Contains("grafana", StringComparison.Ordinal)), mount => Assert.True(Path.Exists(RepositoryRoot.File($"infra/{mount}")), mount));
    }

    [Theory]
    [InlineData("gridflow")]
    [InlineData("generator")]
    public void Ours_Always_AreReadOnlyAndNobodySpecial(string name)
    {
        var service = Stack.Service(name);

        Assert.Equal("1654:1654", service.Text("user"));
        Assert.Equal("true", service.Text("read_only"));
        Assert.Equal(["ALL"], service.List("cap_drop"));
        Assert.Equal(["/tmp"], service.List("tmpfs"));
    }

    [Fact]
    public void RootFile_Included_IsTheStack()
    {
        var root = RepositoryRoot.Read("compose.yaml");

        Assert.Contains("- path: infra/compose.yaml", root, StringComparison.Ordinal);
        Assert.Contains("name: gridflow", root, StringComparison.Ordinal);
        Assert.Contains("COMPOSE_PROJECT_NAME=gridflow", RepositoryRoot.Read("infra/.env.example"), StringComparison.Ordinal);
    }

    [GeneratedRegex("^[a-z0-9./-]+:(v?[0-9]+\\.[0-9]+\\.[0-9]+|RELEASE\\.[0-9T:Z-]+|\\$\\{GRIDFLOW_VERSION:-[0-9]+\\.[0-9]+\\.[0-9]+\\})$")]
    private static partial Regex Pinned();

    [GeneratedRegex("PASSWORD|TOKEN|SECRET_KEY|ACCESS_KEY|ROOT_USER")]
    private static partial Regex SecretName();

    [GeneratedRegex("^\\$\\{([A-Z0-9_]+):\\?is missing, run infra/make-env\\.sh\\}$")]
    private static partial Regex Reference();

    [GeneratedRegex("^[A-Z0-9_]+=$")]
    private static partial Regex EmptyLine();
}
