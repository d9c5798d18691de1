using Xunit;

namespace GridFlow.Deployment.Kubernetes;

/// <summary>The tests of this folder read what kustomize has rendered; these say that it is of today's sources.</summary>
public sealed class RenderedTests
{
    public static TheoryData<string> Overlays => [.. Kustomization.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Rendered_OfTheSourcesThatAreThere(string overlay)
    {
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1" && Kustomization.Render(overlay) is { } rendered)
        {
            File.WriteAllText(Kustomization.RenderedPath(overlay), $"{Kustomization.Fingerprint()}\n{rendered}");
        }

        Assert.True(
            File.ReadLines(Kustomization.RenderedPath(overlay)).First() == Kustomization.Fingerprint(),
            $"infra/kubernetes has changed: with kubectl installed, GRIDFLOW_UPDATE_GOLDEN=1 dotnet test renders {overlay} anew");
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Rendered_ByTheKubectlOfThisMachine_IsTheSame(string overlay)
    {
        var rendered = Kustomization.Render(overlay);
        Assert.SkipWhen(rendered is null, "no kubectl here; the fingerprint of the sources is compared all the same");

        Assert.Equal(File.ReadAllText(Kustomization.RenderedPath(overlay)), $"{Kustomization.Fingerprint()}\n{rendered}");
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Read_Strictly_KnowsEveryField(string overlay)
    {
        var read = Overlay.Read(overlay);

        Assert.Equal(overlay == "production" ? 8 : 7, read.Objects.Count);
        Assert.Equal(overlay == "production" ? 4 : 0, read.Resources.Count);
    }
}
