using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml;
using GrantReview.Files.Reports;
using C = DocumentFormat.OpenXml.Drawing.Charts;
using D = DocumentFormat.OpenXml.Drawing;
using S = DocumentFormat.OpenXml.Spreadsheet;
using X = DocumentFormat.OpenXml.Drawing.Spreadsheet;

namespace GrantReview.Files.Workbooks;

/// <summary>Adds a native Excel chart to a finished worksheet: it reads the cells, so it follows when somebody corrects them.</summary>
internal static class SheetChart
{
    private static readonly string[] BarColours = ["2F6DB5", "B9C4CF"];
    private const string LineColour = "C0392B";
    private const uint LabelAxis = 1, FigureAxis = 2;

    /// <param name="first">The first row of figures.</param>
    public static void Add(WorksheetPart worksheet, ReportSheet sheet, ReportChart chart, string sheetName, int heading, int first,
        int last, string culture)
    {
        var drawing = worksheet.AddNewPart<DrawingsPart>();
        var part = drawing.AddNewPart<ChartPart>();
        part.ChartSpace = new C.ChartSpace(new C.EditingLanguage { Val = culture }, new C.RoundedCorners { Val = false }, Chart());
        var columns = sheet.Columns.Count;
        drawing.WorksheetDrawing = new X.WorksheetDrawing(new X.TwoCellAnchor(
            Marker<X.FromMarker>(columns + 1, heading - 1), Marker<X.ToMarker>(columns + 17, heading + 27),
            new X.GraphicFrame(
                new X.NonVisualGraphicFrameProperties(
                    new X.NonVisualDrawingProperties { Id = 2, Name = chart.Title.In(culture), Description = chart.Title.In(culture) },
                    new X.NonVisualGraphicFrameDrawingProperties()),
                new X.Transform(new D.Offset { X = 0, Y = 0 }, new D.Extents { Cx = 0, Cy = 0 }),
                new D.Graphic(
                    new D.GraphicData(new C.ChartReference { Id = drawing.GetIdOfPart(part) }) { Uri =
                    "http://schemas.openxmlformats.org/drawingml/2006/chart" })) { Macro = "" },
            new X.ClientData()));
        // The schema wants the drawing after everything of the page set-up and before tables.
        var reference = new S.Drawing { Id = worksheet.GetIdOfPart(drawing) };
        var after =
            worksheet.Worksheet.Elements().LastOrDefault(e => e is not (S.LegacyDrawing or S.TableParts or S.WorksheetExtensionList));
        worksheet.Worksheet.InsertAfter(reference, after);
        worksheet.Worksheet.Save();

        C.Chart Chart()
        {
            var bars = new C.BarChart(new C.BarDirection { Val = C.BarDirectionValues.Column },
                new C.BarGrouping { Val = C.BarGroupingValues.Clustered }, new C.VaryColors { Val = false });
            bars.Append(chart.Bars.Select((c, i) => new C.BarChartSeries(
                [.. Heading(c, i),
                    new C.ChartShapeProperties(new D.SolidFill(new D.RgbColorModelHex { Val = BarColours[i % BarColours.Length] })),
                    new C.InvertIfNegative { Val = false }, Labels(), Figures(c)])));
            bars.Append(new C.GapWidth { Val = 40 }, new C.Overlap { Val = 100 }, new C.AxisId { Val = LabelAxis },
                new C.AxisId { Val = FigureAxis });
            var lines = new C.LineChart(new C.Grouping { Val = C.GroupingValues.Standard }, new C.VaryColors { Val = false });
            lines.Append(chart.Lines.Select((c, i) => new C.LineChartSeries(
                [.. Heading(c, chart.Bars.Count + i),
                    new C.ChartShapeProperties(
                    new D.Outline(new D.SolidFill(new D.RgbColorModelHex { Val = LineColour })) { Width = 22_225 }),
                    new C.Marker(new C.Symbol { Val = C.MarkerStyleValues.None }), Labels(), Figures(c), new C.Smooth { Val = false }])));
            lines.Append(new C.ShowMarker { Val = true }, new C.AxisId { Val = LabelAxis }, new C.AxisId { Val = FigureAxis });
            return new C.Chart(
                new C.Title(
                    new C.ChartText(
                    new C.RichText(new D.BodyProperties(),
                    new D.Paragraph(new D.ParagraphProperties(new D.DefaultRunProperties { FontSize = 1200, Bold = true }),
                    new D.Run(new D.Text(chart.Title.In(culture)))))), new C.Overlay { Val = false }),
                new C.AutoTitleDeleted { Val = false },
                new C.PlotArea(new C.Layout(), bars, lines,
                    new C.CategoryAxis(
                        new C.AxisId { Val = LabelAxis }, new C.Scaling(new C.Orientation { Val = C.OrientationValues.MinMax }),
                        new C.Delete { Val = false }, new C.AxisPosition { Val = C.AxisPositionValues.Bottom },
                        new C.NumberingFormat { FormatCode = "General", SourceLinked = false },
                        new C.TickLabelPosition { Val = C.TickLabelPositionValues.NextTo }, new C.CrossingAxis { Val = FigureAxis },
                        new C.Crosses { Val = C.CrossesValues.AutoZero }),
                    new C.ValueAxis(
                        new C.AxisId { Val = FigureAxis }, new C.Scaling(new C.Orientation { Val = C.OrientationValues.MinMax }),
                        new C.Delete { Val = false }, new C.AxisPosition { Val = C.AxisPositionValues.Left },
                        new C.MajorGridlines(
                            new C.ChartShapeProperties(new D.Outline(new D.SolidFill(new D.RgbColorModelHex { Val = "E3E7EB" })))),
                            new C.NumberingFormat { FormatCode = "0", SourceLinked = false },
                        new C.TickLabelPosition { Val = C.TickLabelPositionValues.NextTo }, new C.CrossingAxis { Val = LabelAxis },
                        new C.Crosses { Val = C.CrossesValues.AutoZero })),
                new C.Legend(new C.LegendPosition { Val = C.LegendPositionValues.Bottom }, new C.Overlay { Val = false }),
                new C.PlotVisibleOnly { Val = true }, new C.DisplayBlanksAs { Val = C.DisplayBlanksAsValues.Gap });
        }

        OpenXmlElement[] Heading(int column, int index) =>
            [new C.Index { Val = (uint)index }, new C.Order { Val = (uint)index },
                new C.SeriesText(new C.StringReference(new C.Formula(Cells(column, heading, heading))))];

        C.CategoryAxisData Labels() => new(new C.StringReference(new C.Formula(Cells(chart.Labels, first, last))));
        C.Values Figures(int column) => new(new C.NumberReference(new C.Formula(Cells(column, first, last))));
        string Cells(int column, int from, int to) =>
            string.Create(CultureInfo.InvariantCulture,
            $"'{sheetName.Replace("'", "''", StringComparison.Ordinal)}'!${Letter(column)}${from}:${Letter(column)}${to}");
    }

    private static T Marker<T>(int column, int row)
        where T : X.MarkerType, new()
    {
        var marker = new T();
        marker.Append(new X.ColumnId($"{column}"), new X.ColumnOffset("0"), new X.RowId($"{row}"), new X.RowOffset("0"));
        return marker;
    }

    private static string Letter(int column) =>
        column < 26 ? $"{(char)('A' + column)}" : $"{(char)('A' + (column / 26) - 1)}{(char)('A' + (column % 26))}";
}
