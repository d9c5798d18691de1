using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.Load.Scenarios.Running;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>One chart as SVG, drawn by OxyPlot.</summary>
internal sealed partial class Chart
{
    private const double Width = 560;
    private const double Height = 250;
    private const string Font = "Helvetica";

    private static readonly OxyColor Ink = OxyColor.FromRgb(0x47, 0x55, 0x69);
    private static readonly OxyColor Faint = OxyColor.FromRgb(0xE2, 0xE8, 0xF0);
    private static readonly OxyColor EventColor = OxyColor.FromRgb(0x94, 0xA3, 0xB8);
    private static readonly OxyColor[] Colors =
        [OxyColor.FromRgb(0x25, 0x63, 0xEB), OxyColor.FromRgb(0xEA, 0x58, 0x0C), OxyColor.FromRgb(0x0D, 0x94, 0x88), OxyColor.FromRgb(0x93, 0x33, 0xEA)];

    private readonly PlotModel _model = new()
    {
        DefaultFont = Font,
        DefaultFontSize = 11,
        TextColor = Ink,
        PlotAreaBorderColor = Faint,
        PlotAreaBorderThickness = new OxyThickness(0, 0, 0, 1),
        Padding = new OxyThickness(16, 8, 14, 4),
        DefaultColors = Colors,
    };

    private int _lines;

    private Chart(Axis across, Axis up)
    {
        foreach (var axis in new[] { across, up })
        {
            axis.TicklineColor = Faint;
            axis.AxislineColor = Faint;
            axis.MinorTickSize = 0;
            _model.Axes.Add(axis);
        }

        up.MajorGridlineStyle = LineStyle.Solid;
        up.MajorGridlineColor = Faint;
        _model.Legends.Add(new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.TopLeft, LegendOrientation = LegendOrientation.Horizontal, LegendBorderThickness = 0 });
    }

    /// <summary>Something over the time of the load.</summary>
    /// <param name="logarithmic">Whether the scale is.</param>
    /// <param name="most">Upper end of the scale; null where the figures decide.</param>
    public static Chart OverTime(bool logarithmic = false, double? most = null) => new(
        new LinearAxis { Position = AxisPosition.Bottom, Minimum = 0, StringFormat = "0.# s" },
        logarithmic ? Log() : new LinearAxis { Position = AxisPosition.Left, Minimum = 0, Maximum = most ?? double.NaN, MinimumRange = 1, LabelFormatter = Short });

    /// <summary>A latency by percentile; the scale widens with every nine.</summary>
    public static Chart OverPercentiles() => new(
        new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = 1,
            LabelFormatter = value => Percentile(value),
        },
        Log());

    public Chart Line(string name, IEnumerable<(double X, double? Y)> points)
    {
        var series = new LineSeries { Title = name, Color = Colors[_lines++ % Colors.Length], StrokeThickness = 1.6, LineJoin = LineJoin.Round };
        // A point that is not there is a gap in the line and no zero.
        series.Points.AddRange(points.Select(point => new DataPoint(point.X, point.Y ?? double.NaN)));
        _model.Series.Add(series);
        return this;
    }

    public Chart Events(IEnumerable<RunEvent> events)
    {
        foreach (var happened in events)
        {
            _model.Annotations.Add(new LineAnnotation
            {
                Type = LineAnnotationType.Vertical,
                X = happened.AtS,
                Color = EventColor,
                LineStyle = LineStyle.Dash,
                Text = happened.What,
                TextColor = EventColor,
                FontSize = 9,
            });
        }

        return this;
    }

    /// <summary>The picture, as wide as its place.</summary>
    public string Svg()
    {
        var svg = new SvgExporter { Width = Width, Height = Height, IsDocument = false }.ExportToString(_model);
        // Drawn as a document of one size; here it is part of a page, which decides. Clips have names that other charts of the page have too, and cut the legend, whose
        // letters are wider in a browser than they were measured.
        return Clips().Replace(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..], "")
            .Replace(FormattableString.Invariant($"<svg width=\"{Width}\" height=\"{Height}\""), FormattableString.Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\""), StringComparison.Ordinal);
    }

    [GeneratedRegex("<defs>.*?</defs>| clip-path=\"[^\"]*\"", RegexOptions.Singleline)]
    private static partial Regex Clips();

    private static LogarithmicAxis Log() => new() { Position = AxisPosition.Left, LabelFormatter = value => Short(value), MinimumRange = 10 };

    private static string Percentile(double inverse) => inverse <= 1 ? "0 %" : FormattableString.Invariant($"{100 - (100 / inverse):0.#####} %");

    private static string Short(double value) => value switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (value / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
