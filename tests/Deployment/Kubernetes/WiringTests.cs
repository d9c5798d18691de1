using GridFlow.Control.Configuration;
using k8s.Models;
using Xunit;

namespace GridFlow.Deployment.Kubernetes;

/// <summary>Names and numbers in one object that have to agree with another.</summary>
public sealed class WiringTests
{
    public static TheoryData<string> Overlays => [.. Kustomization.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Settings_OfThePod_AreKnownAndValid(string overlay)
    {
        var read = Overlay.Read(overlay);

        var settings = PodSettings.Read(read);

        Assert.Equal("*", settings.Control.Host);
        // Other names are those of .NET and of the AWS client.
        Assert.All(PodSettings.Environment(read), pair => Assert.Matches("^(GRIDFLOW_|AWS_|DOTNET_)", pair.Key));
    }

    [Fact]
    public void Settings_UnknownKey_IsRefused()
    {
        var read = Overlay.Read("dev");
        read.Settings["GRIDFLOW_Kafka__Bootstrap"] = "kafka:9092";

        Assert.Throws<InvalidConfigurationException>(() => PodSettings.Read(read));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Secrets_AreReferences(string overlay)
    {
        var read = Overlay.Read(overlay);

        Assert.Empty(read.Objects.OfType<V1Secret>());
        Assert.All(read.Container.Env, variable => Assert.NotNull(variable.ValueFrom?.SecretKeyRef));
        Assert.DoesNotContain(read.Settings.Keys, key => Secrets.IsSecret(key.Replace("__", ":", StringComparison.Ordinal)) && !key.EndsWith("KeyPath", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Selectors_FindThePods(string overlay)
    {
        var read = Overlay.Read(overlay);
        var labels = read.Deployment.Spec.Template.Metadata.Labels;
        IDictionary<string, string>[] selectors =
        [
            read.Deployment.Spec.Selector.MatchLabels, read.One<V1PodDisruptionBudget>().Spec.Selector.MatchLabels, read.One<V1NetworkPolicy>().Spec.PodSelector.MatchLabels,
            .. read.Objects.OfType<V1Service>().Select(service => service.Spec.Selector), .. read.Pod.TopologySpreadConstraints.Select(spread => spread.LabelSelector.MatchLabels),
        ];

        Assert.All(selectors, selector => Assert.All(selector, pair => Assert.Equal(pair.Value, labels[pair.Key])));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Services_TargetPortsOfTheContainer(string overlay)
    {
        var read = Overlay.Read(overlay);
        var ports = read.Container.Ports.ToDictionary(port => port.Name, port => port.ContainerPort);

        Assert.All(
            read.Objects.OfType<V1Service>().SelectMany(service => service.Spec.Ports),
            port => Assert.Equal(ports[port.TargetPort.Value], port.Port));
        Assert.Equal([5051, 5080], read.Service("gridflow").Spec.Ports.Select(port => port.Port));
        Assert.True(read.Service("gridflow-pods").Spec.PublishNotReadyAddresses);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void NetworkPolicy_LetsOutWhatTheSettingsName(string overlay)
    {
        var read = Overlay.Read(overlay);
        var policy = read.One<V1NetworkPolicy>().Spec;
        var open = policy.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ToHashSet();
        var settings = PodSettings.Read(read);
        string[] needed =
        [
            .. settings.Kafka.BootstrapServers.Split(',').Select(server => server[(server.LastIndexOf(':') + 1)..]),
            .. new[] { settings.SchemaRegistry.Url, settings.Checkpoints.Endpoint!, settings.Archive.Endpoint!, settings.InfluxDb.Url! }
                .Select(address => new Uri(address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            "53",
        ];

        Assert.Subset(open, needed.ToHashSet());
        Assert.Subset(
            read.Container.Ports.Select(port => port.Name).ToHashSet(), policy.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Rollout_AlwaysGoesOn(string overlay)
    {
        var read = Overlay.Read(overlay);
        var rolling = read.Deployment.Spec.Strategy.RollingUpdate;

        // One of the two must leave room, or no pod can ever be replaced.
        Assert.True(rolling.MaxSurge.Value != "0" || rolling.MaxUnavailable.Value != "0");
        var budget = read.One<V1PodDisruptionBudget>().Spec;
        Assert.Null(budget.MinAvailable);
        Assert.Equal("1", budget.MaxUnavailable.Value);
    }

    [Fact]
    public void Replicas_AreSaidByOneAlone()
    {
        Assert.Equal(1, Overlay.Read("dev").Deployment.Spec.Replicas);
        // With an autoscaler each apply would set it back.
        Assert.Null(Overlay.Read("production").Deployment.Spec.Replicas);
    }

    [Fact]
    public void ScaledObject_ScalesThisDeploymentByThisGroupUpToThePartitions()
    {
        var read = Overlay.Read("production");
        var settings = PodSettings.Read(read);
        var spec = read.Resource("ScaledObject")["spec"];
        var trigger = spec["triggers"][0];

        Assert.Equal((read.Deployment.Kind, read.Deployment.Metadata.Name), (spec["scaleTargetRef"]["kind"].Text, spec["scaleTargetRef"]["name"].Text));
        Assert.Equal(settings.Kafka.Partitions, spec["maxReplicaCount"].Number);
        Assert.True(spec["minReplicaCount"].Number >= 2);
        Assert.Equal(
            (settings.Kafka.GroupId, settings.Kafka.ReadingsTopic, settings.Kafka.BootstrapServers),
            (trigger["metadata"]["consumerGroup"].Text, trigger["metadata"]["topic"].Text, trigger["metadata"]["bootstrapServers"].Text));
        Assert.Equal(read.Resource("TriggerAuthentication")["metadata"]["name"].Text, trigger["authenticationRef"]["name"].Text);
        var behavior = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"];
        Assert.True(behavior["scaleDown"]["stabilizationWindowSeconds"].Number > behavior["scaleUp"]["stabilizationWindowSeconds"].Number);
    }

    [Fact]
    public void ServiceMonitor_FindsTheMetricsOfEveryPod()
    {
        var read = Overlay.Read("production");
        var monitor = read.Resource("ServiceMonitor")["spec"];
        var service = read.Service("gridflow-pods");

        Assert.Equal("true", service.Metadata.Labels["gridflow/metrics"]);
        Assert.Equal("true", monitor["selector"]["matchLabels"]["gridflow/metrics"].Text);
        Assert.Contains(service.Spec.Ports, port => port.Name == monitor["endpoints"][0]["port"].Text);
        // The job's name, by which rules and dashboards select.
        Assert.Equal("gridflow", service.Metadata.Labels[monitor["jobLabel"].Text]);
    }
}
