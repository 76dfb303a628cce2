"""The pages of the stage: one for each view of the same pass through the network."""

from explorer.topics.networks.networks.view.architecture_page import ArchitecturePage
from explorer.topics.networks.networks.view.cam_page import CamPage
from explorer.topics.networks.networks.view.compare_page import ComparePage
from explorer.topics.networks.networks.view.filters_page import FiltersPage
from explorer.topics.networks.networks.view.ideas_page import IdeasPage
from explorer.topics.networks.networks.view.maps_page import MapsPage
from explorer.topics.networks.networks.view.page import Page
from explorer.topics.networks.networks.view.value_page import ValuePage

PAGES: dict[str, type[Page]] = {
    "architecture": ArchitecturePage,
    "maps": MapsPage,
    "value": ValuePage,
    "filters": FiltersPage,
    "cam": CamPage,
    "compare": ComparePage,
    "ideas": IdeasPage,
}
