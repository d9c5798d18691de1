using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services;
using k8s.Models;
using Xunit;

namespace GridFlow.Deployment.Kubernetes;

public sealed class PodTests
{
    public static TheoryData<string> Overlays => [.. Kustomization.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_Security_IsTheRestrictedProfile(string overlay)
    {
        var read = Overlay.Read(overlay);
        var (pod, container) = (read.Pod.SecurityContext, read.Container.SecurityContext);

        Assert.True(pod.RunAsNonRoot);
        Assert.NotEqual(0, pod.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SeccompProfile.Type);
        Assert.False(container.AllowPrivilegeEscalation);
        Assert.True(container.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.Capabilities.Drop);
        Assert.Null(container.Capabilities.Add);
        Assert.False(read.Pod.AutomountServiceAccountToken);
        Assert.False(read.One<V1ServiceAccount>().AutomountServiceAccountToken);
        Assert.Equal(read.One<V1ServiceAccount>().Metadata.Name, read.Pod.ServiceAccountName);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_Arguments_AreACommandOfGridFlow(string overlay) => Assert.Empty(GridFlowCommandLine.Faults(Overlay.Read(overlay).Container.Args));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_WhatIsWritten_IsAVolume(string overlay)
    {
        var read = Overlay.Read(overlay);
        var mounts = read.Container.VolumeMounts;

        // The slot's lock is in the temporary folder; nothing else is written on disk.
        Assert.Contains(mounts, mount => mount.MountPath == "/tmp" && mount.ReadOnlyProperty is not true);
        Assert.Contains(mounts, mount => mount.MountPath == read.Settings["GRIDFLOW_Archive__SpoolDirectory"] && mount.ReadOnlyProperty is not true);
        Assert.StartsWith("s3://", read.Settings["GRIDFLOW_Checkpoints__Store"], StringComparison.Ordinal);
        Assert.Equal(read.Pod.Volumes.Select(volume => volume.Name).Order(), mounts.Select(mount => mount.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_Spool_HasRoomForItsBudget(string overlay)
    {
        var read = Overlay.Read(overlay);
        var settings = PodSettings.Read(read);
        var volume = read.Pod.Volumes.Single(volume => volume.Name == "spool").EmptyDir.SizeLimit.ToDecimal();

        // Open files come on top of the budget: one roll a partition at most.
        var most = settings.Archive.SpoolBudgetBytes + (settings.Archive.RollBytes * settings.Kafka.Partitions);
        Assert.True(most <= (long)volume, $"{most} bytes in a volume of {volume}");
        Assert.True(volume <= read.Container.Resources.Requests["ephemeral-storage"].ToDecimal());
        Assert.True(volume < read.Container.Resources.Limits["ephemeral-storage"].ToDecimal());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_Grace_IsLongerThanTheDrain(string overlay)
    {
        var read = Overlay.Read(overlay);

        Assert.Null(read.Container.Lifecycle?.PreStop);
        Assert.True(read.Pod.TerminationGracePeriodSeconds >= 2 * Instance.DrainLimit.TotalSeconds);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_Probes_AskWhatTheProgramAnswers(string overlay)
    {
        var read = Overlay.Read(overlay);
        var container = read.Container;
        var settings = PodSettings.Read(read);

        Assert.Equal(
            [ProbeEndpoints.Alive, ProbeEndpoints.Alive, ProbeEndpoints.Ready],
            new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.Select(probe => probe.HttpGet.Path));
        Assert.All(
            new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe },
            probe =>
            {
                Assert.Equal("http", probe.HttpGet.Port.Value);
                Assert.Equal(settings.Control.CertificatePath is null, probe.HttpGet.Scheme is null or "HTTP");
            });
        // One answer that is lost must not cost an instance.
        Assert.True(container.LivenessProbe.FailureThreshold >= 3);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_Ports_AreThoseOfTheContract(string overlay)
    {
        var read = Overlay.Read(overlay);
        var settings = new GridFlowSettings();

        Assert.Equal(
            [("grpc", settings.Control.GrpcPort), ("http", settings.Control.HttpPort), ("metrics", settings.Telemetry.MetricsPort)],
            read.Container.Ports.Select(port => (port.Name, port.ContainerPort)));
        Assert.Equal((5051, 5080, 9464), (settings.Control.GrpcPort, settings.Control.HttpPort, settings.Telemetry.MetricsPort));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pod_Memory_IsReservedAndNoCpuLimit(string overlay)
    {
        var resources = Overlay.Read(overlay).Container.Resources;

        Assert.Equal(resources.Limits["memory"].ToString(), resources.Requests["memory"].ToString());
        Assert.True(resources.Requests.ContainsKey("cpu"));
        Assert.False(resources.Limits.ContainsKey("cpu"));
    }
}
